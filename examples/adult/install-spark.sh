#!/usr/bin/env bash
# Installs a stock Spark into a virtual environment under target/, if it is not there yet, and prints its home.
# It has what no Maven repository has: Spark's module for YARN, and PySpark.
set -euo pipefail

version=4.1.3
venv=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/target/pyspark-venv
if ! compgen -G "$venv/lib/python3*/site-packages/pyspark/jars/spark-yarn_2.13-$version.jar" >/dev/null; then
  rm -rf "$venv"
  mkdir -p "${venv%/*}"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet "pyspark==$version" >&2
fi
echo "$venv"/lib/python3*/site-packages/pyspark
