"""What Prometheus scrapes, on a door of its own. Needs the package prometheus-client: `tradeline[metrics]`."""
