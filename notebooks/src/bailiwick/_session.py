"""A Spark session with the plugin on, and the reader of shards."""

import os
import pathlib

PLUGIN = "dev.bailiwick.spark.BailiwickPlugin"

_BUNDLES = ("bailiwick-spark-4.1_2.13-*.jar", "bailiwick-dl4j-*.jar")


def settings(topology, policies=(), site_home=None, manifests=(), jars=None):
    """The Spark settings that ``session`` makes, as a dict: for ``spark-submit`` or a Zeppelin interpreter.

    topology: the topology document. policies: policy documents; without one, nothing may leave its site.
    site_home: the driver's site home; default: the variable BAILIWICK_SITE_HOME.
    manifests: manifests whose shards are governed from the start.
    jars: the two bundle jars; default: found under the variable BAILIWICK_HOME.

    Raises FileNotFoundError for a file that is not there, ValueError without a site home.
    """
    home = site_home or os.environ.get("BAILIWICK_SITE_HOME")
    if not home:
        raise ValueError(
            "no site home: give site_home=, or set BAILIWICK_SITE_HOME; `bailiwick pki issue` makes one"
        )
    found = {
        "spark.plugins": PLUGIN,
        "spark.jars": ",".join(_existing(jar) for jar in (jars or _bundles())),
        "spark.bailiwick.topology": _existing(topology),
        "spark.bailiwick.site.home": _existing(home),
    }
    if policies:
        found["spark.bailiwick.policies"] = _list(policies, "policies")
    if manifests:
        found["spark.bailiwick.manifests"] = _list(manifests, "manifests")
    return found


def session(topology, policies=(), site_home=None, master="local[*]", manifests=(), jars=None,
            app="notebook", conf=None):
    """Starts a governed Spark session, or fails; there is no ungoverned one to fall back to.

    The arguments are those of ``settings``; master is any Spark master; conf holds further settings, and
    may not contradict the ones made here.

    Raises RuntimeError when a session is already running: a plugin cannot be added to it.
    """
    made = settings(topology, policies, site_home, manifests, jars)
    for key, value in (conf or {}).items():
        if key in made and made[key] != value:
            raise ValueError(f"{key} is set by the session's arguments; leave it out of conf")
        made[key] = value

    from pyspark.sql import SparkSession

    if SparkSession.getActiveSession() is not None:
        raise RuntimeError("a Spark session is already running: stop it, the plugin starts with a session")
    builder = SparkSession.builder.master(master).appName(app)
    for key, value in made.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def read(spark, manifest, split=None):
    """The rows of a manifest's shards as a DataFrame; of one split ("train" or "test") if given.

    The manifest's signature is checked by the driver. Each shard is read only where its policies permit;
    an action that would bring rows where they may not be fails and says by which rule.
    """
    if split not in (None, "train", "test"):
        raise ValueError(f'split is "{split}"; expected "train", "test" or None for both')
    reader = spark.read.format("bailiwick")
    if split:
        reader = reader.option("split", split)
    return reader.load(_existing(manifest))


def _bundles():
    root = os.environ.get("BAILIWICK_HOME")
    if not root:
        raise ValueError("no jars: give jars=[...], or set BAILIWICK_HOME to the built repository")
    target = pathlib.Path(root) / "spark-plugin" / "target"
    jars = []
    for pattern in _BUNDLES:
        matches = sorted(target.glob(pattern))
        if len(matches) != 1:
            raise FileNotFoundError(
                f"{len(matches)} files {pattern} in {target}, expected one: run ./mvnw package, or give jars="
            )
        jars.append(matches[0])
    return jars


def _list(paths, name):
    if isinstance(paths, (str, os.PathLike)):
        raise ValueError(f"{name} is a list of paths; put this one into brackets")
    return ",".join(_existing(path) for path in paths)


def _existing(path):
    absolute = pathlib.Path(path).expanduser().absolute()
    if not absolute.exists():
        raise FileNotFoundError(f"{absolute} does not exist")
    if "," in str(absolute):
        raise ValueError(f"{absolute}: Spark separates paths by commas; rename it")
    return str(absolute)
