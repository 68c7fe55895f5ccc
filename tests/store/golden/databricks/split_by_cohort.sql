SELECT
  `customer_facts`.`n`,
  `customer_facts`.`customer_id`,
  CAST(`cohorts`.`period` AS STRING) AS `level`
FROM `customer_facts`
LEFT JOIN `periods` AS `cohorts`
  ON `cohorts`.`month` = `customer_facts`.`first_month`
