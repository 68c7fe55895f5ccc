-- What each customer of the histories cost to serve, day by day.
SELECT
  histories.n,
  service_costs.day,
  CAST(SUM(service_costs.cost) AS DECIMAL(18,4)) AS cost
FROM service_costs
JOIN histories ON histories.customer_id = service_costs.customer_id
GROUP BY histories.n, service_costs.day
