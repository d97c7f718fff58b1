#!/usr/bin/env bash
# The Adult job on a stock Spark 4.1.3: its own master, workers and spark-submit, with two jars and one plugin
# setting added. Usage: examples/adult/stock-spark.sh [DATA_DIR]
# Takes the Spark that SPARK_HOME names, else installs pyspark 4.1.3 into a virtual environment under target/.
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd -P "$here/../.." && pwd)
data=${1:-${BAILIWICK_DATA:-$home/../shared/data}}
out=$home/target/adult-stock
sites=(iad fra nrt)
coordinator=iad

[[ -f $data/adult-train.csv ]] || { echo "stock-spark: no adult-train.csv in $data: name its folder" >&2; exit 2; }
data=$(cd "$data" && pwd)

# Builds the two jars when they are missing or old.
"$home/bailiwick" --version >/dev/null
bundle=$(echo "$home"/spark-plugin/target/bailiwick-spark-[0-9]*.jar)
dl4j=$(echo "$home"/spark-plugin/target/bailiwick-dl4j-*.jar)

if [[ -z ${SPARK_HOME:-} ]]; then
  SPARK_HOME=$("$here/install-spark.sh")
fi
export SPARK_HOME SPARK_LOCAL_IP=127.0.0.1 SPARK_SCALA_VERSION=2.13 OMP_NUM_THREADS=1
unset SPARK_CONF_DIR SPARK_MASTER_HOST

pids=()
stop() {
  # Newest first. A worker takes its executors along.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    kill "${pids[i]}" 2>/dev/null || true
  done
  for pid in "${pids[@]}"; do
    wait "$pid" 2>/dev/null || true
  done
}
trap stop EXIT
trap 'exit 130' INT TERM

rm -rf "$out"
mkdir -p "$out/log"
chmod 700 "$out"

# A certificate and a key store for each site, from a development authority.
"$home/bailiwick" pki init --dir "$out/authority" --trust-domain adult.bailiwick.example
for site in "${sites[@]}"; do
  "$home/bailiwick" pki issue --authority "$out/authority" --site "$site" --home "$out/home/$site"
done

# All processes know each other by one secret, in their environment only.
_SPARK_AUTH_SECRET=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
export _SPARK_AUTH_SECRET
cat >"$out/spark.properties" <<PROPERTIES
spark.authenticate true
spark.authenticate.secret in-the-environment
spark.network.crypto.enabled true
spark.network.crypto.cipher AES/GCM/NoPadding
spark.network.crypto.authEngineVersion 2
spark.network.crypto.saslFallback false
spark.master.rest.enabled false
PROPERTIES

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
until_logged() { # FILE TEXT PID
  for ((i = 0; i < 3000; i++)); do
    grep -q "$2" "$1" 2>/dev/null && return
    kill -0 "$3" 2>/dev/null || break
    sleep 0.1
  done
  echo "stock-spark: '$2' never came:" >&2
  tail -n 20 "$1" >&2
  exit 1
}

port=$(free_port)
"$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" \
  --webui-port "$(free_port)" --properties-file "$out/spark.properties" >"$out/log/master.log" 2>&1 </dev/null &
pids+=($!)
until_logged "$out/log/master.log" "New state: ALIVE" $!
for site in "${sites[@]}"; do
  BAILIWICK_SITE_HOME=$out/home/$site SPARK_LOCAL_DIRS=$out/local/$site \
    "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --cores 1 --memory 1536m \
    --webui-port "$(free_port)" --work-dir "$out/work/$site" --properties-file "$out/spark.properties" \
    "spark://127.0.0.1:$port" >"$out/log/worker-$site.log" 2>&1 </dev/null &
  pids+=($!)
done
for i in "${!sites[@]}"; do
  until_logged "$out/log/worker-${sites[i]}.log" "Successfully registered with master" "${pids[i + 1]}"
done

echo "stock-spark: submitting to spark://127.0.0.1:$port with $SPARK_HOME/bin/spark-submit"
BAILIWICK_SITE_HOME=$out/home/$coordinator "$SPARK_HOME/bin/spark-submit" \
  --master "spark://127.0.0.1:$port" \
  --properties-file "$out/spark.properties" \
  --jars "$dl4j" \
  --conf spark.plugins=dev.bailiwick.spark.BailiwickPlugin \
  --conf "spark.bailiwick.site.home=$out/home/$coordinator" \
  --conf spark.driver.host=127.0.0.1 --conf spark.driver.bindAddress=127.0.0.1 \
  --conf spark.ui.enabled=false \
  --conf spark.executor.memory=1g --conf spark.executor.cores=1 \
  --class dev.bailiwick.cli.TrainMain "$bundle" \
  "$here/job.yaml" --set "data=$data" --out "$out" </dev/null 2>"$out/log/driver.log" ||
  { status=$?; grep '^bailiwick:' "$out/log/driver.log" >&2 || tail -n 30 "$out/log/driver.log" >&2; exit $status; }

python3 - "$out/result.json" <<'CHECK'
import json, sys
result = json.load(open(sys.argv[1]))
assert result["status"] == "SUCCEEDED", result["status"]
assert result["tasks"]["touchingShards"] > 0 and result["tasks"]["outsidePermittedSet"] == 0, result["tasks"]
print("stock-spark: test error %.2f %%, %d tasks touched a shard, none outside its permitted set"
      % (100 * result["metrics"]["testError"], result["tasks"]["touchingShards"]))
CHECK
