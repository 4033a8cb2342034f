"""Sample DAG: scores customers every night (apache-airflow-providers-apache-spark)."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(
    dag_id="perennial",
    description="Customer lifetime value, nightly",
    schedule="30 2 * * *",
    start_date=datetime(2026, 1, 1),
    # Each run recomputes everything up to its date: nights that were missed need no run.
    catchup=False,
    # A second run on the same target would end with exit code 8.
    max_active_runs=1,
) as dag:
    SparkSubmitOperator(
        task_id="run",
        conn_id="spark_default",
        application="/opt/perennial/perennial-0.1.0.jar",
        java_class="io.perennial.cli.Main",
        properties_file="/opt/perennial/conf/spark-defaults-yarn.conf",
        name="perennial",
        application_args=[
            "run",
            "--config",
            "hdfs:///etc/perennial/shop.conf",
            # The last day that has ended when the data interval ends. A night that is run again
            # replaces its own date and nothing else.
            "--run-date",
            "{{ (data_interval_end - macros.timedelta(days=1)) | ds }}",
        ],
        # For a cluster that was away; a bad configuration or input fails again, and quickly.
        retries=1,
        retry_delay=timedelta(minutes=15),
    )
