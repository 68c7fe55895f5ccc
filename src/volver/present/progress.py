"""What a job is doing, in words."""

STEPS = {
    "make": "Making the business",
    "read": "Reading",
    "check": "Checking",
    "histories": "Purchase histories",
    "metrics": "Metrics",
    "backtest": "Testing on the past",
    "fit": "Fitting",
    "forecast": "Forecasting",
    "classes": "Classes",
    "publish": "Writing",
}
"""Steps by name; English, and keys of the message catalogue."""
