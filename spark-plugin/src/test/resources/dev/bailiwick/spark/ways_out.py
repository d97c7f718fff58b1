"""Tries to bring rows to a driver that may not see them; prints one line for each way."""
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import udf

rows, out = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
sc = spark.sparkContext
sc.setLogLevel("OFF")
stolen = []


def frame():
    return spark.read.schema("text STRING, id INT").csv(rows)


def texts():
    return frame().rdd.map(lambda row: row[0])


def accumulate():
    total = sc.accumulator(0)
    texts().foreach(lambda text: total.add(len(text)))
    return total.value


WAYS = {
    "rdd.collect": lambda: texts().collect(),
    "rdd.take": lambda: texts().take(2),
    "rdd.first": lambda: texts().first(),
    "rdd.count": lambda: texts().count(),
    "rdd.reduce": lambda: texts().reduce(lambda a, b: a + b),
    "rdd.foreach": accumulate,
    "rdd.foreachPartition": lambda: texts().foreachPartition(list),
    "rdd.countByValue": lambda: texts().countByValue(),
    "rdd.toLocalIterator": lambda: list(texts().toLocalIterator()),
    "rdd.saveAsTextFile": lambda: texts().saveAsTextFile(out),
    "rdd.sortBy": lambda: texts().sortBy(len).count(),
    "df.collect": lambda: frame().collect(),
    "df.show": lambda: frame().show(),
    "df.toLocalIterator": lambda: list(frame().toLocalIterator()),
    "df with a Python function": lambda: frame().select(udf(len)("text")).write.csv(out + "2"),
    "df.count": lambda: frame().count(),
    "df.write in place": lambda: frame().write.csv(out + "3"),
}

for name, way in WAYS.items():
    try:
        got = way()
        print("way harmless", name, got, flush=True)
    except Exception as e:
        text = str(e)
        print("way", name, "refused" if "as view by policy de" in text else text[:2000].replace("\n", " "), flush=True)
