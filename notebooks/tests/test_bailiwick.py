"""python3 -m unittest discover -s notebooks/tests   (needs nothing but Python)."""

import ast
import importlib.util
import json
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

import bailiwick  # noqa: E402

SHARD = {
    "id": "shard-0000", "split": "train", "jurisdictions": ["DE", "FR"], "rows": 1200, "site": "fra",
    "permitted": {"raw": ["fra"], "statistics": ["fra", "iad"], "view": []},
    "decidedBy": [
        {"policy": "p", "rule": "keep", "allowed": True, "transferClass": "raw", "sites": ["fra"],
         "place": "policy.yaml:7:5"},
        {"policy": "p", "rule": "", "allowed": False, "transferClass": "raw", "sites": ["iad"],
         "place": "policy.yaml:1:1"},
    ],
}
MANIFEST = {
    "manifest": {
        "apiVersion": "bailiwick/v1", "kind": "Manifest", "dataset": "people", "version": 1,
        "created": "2026-01-01T00:00:00Z", "policies": [{"id": "p", "version": "1.0.0"}],
        "totals": {"rows": 1200, "shards": 1}, "shards": [SHARD],
    },
    "signature": {},
}


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("BAILIWICK_")}
        patch = mock.patch.dict(os.environ, environment, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def file(self, name, text=""):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


class SettingsTest(Folder):
    def test_one_plugin_setting_two_jars_and_absolute_paths(self):
        topology, policy = self.file("topology.yaml"), self.file("policy.yaml")
        jars = [self.file("a.jar"), self.file("b.jar")]
        made = bailiwick.settings(topology, [policy], site_home=self.folder, jars=jars)
        self.assertEqual(made, {
            "spark.plugins": "dev.bailiwick.spark.BailiwickPlugin",
            "spark.jars": f"{jars[0]},{jars[1]}",
            "spark.bailiwick.topology": str(topology),
            "spark.bailiwick.site.home": str(self.folder),
            "spark.bailiwick.policies": str(policy),
        })

    def test_jars_are_found_in_the_built_repository(self):
        topology = self.file("topology.yaml")
        os.environ["BAILIWICK_HOME"] = str(self.folder)
        os.environ["BAILIWICK_SITE_HOME"] = str(self.folder)
        with self.assertRaisesRegex(FileNotFoundError, "0 files bailiwick-spark"):
            bailiwick.settings(topology)
        target = "spark-plugin/target/"
        jars = [self.file(target + "bailiwick-spark-4.1_2.13-0.1.0.jar"),
                self.file(target + "bailiwick-dl4j-linux-x86_64-0.1.0.jar")]
        self.assertEqual(bailiwick.settings(topology)["spark.jars"], f"{jars[0]},{jars[1]}")

    def test_what_is_missing_is_named(self):
        topology, jar = self.file("topology.yaml"), self.file("a.jar")
        with self.assertRaisesRegex(ValueError, "pki issue"):
            bailiwick.settings(topology, jars=[jar])
        with self.assertRaisesRegex(FileNotFoundError, "nowhere.yaml does not exist"):
            bailiwick.settings(self.folder / "nowhere.yaml", site_home=self.folder, jars=[jar])
        with self.assertRaisesRegex(ValueError, "brackets"):
            bailiwick.settings(topology, "policy.yaml", site_home=self.folder, jars=[jar])
        with self.assertRaisesRegex(ValueError, "BAILIWICK_HOME"):
            bailiwick.settings(topology, site_home=self.folder)
        with self.assertRaisesRegex(ValueError, "spark.plugins is set"):
            bailiwick.session(topology, site_home=self.folder, jars=[jar], conf={"spark.plugins": ""})


class ReadTest(Folder):
    def test_it_is_the_plugins_own_source(self):
        manifest = self.file("manifest-000001.json")
        spark = mock.MagicMock()
        bailiwick.read(spark, manifest, "train")
        spark.read.format.assert_called_once_with("bailiwick")
        spark.read.format().option.assert_called_once_with("split", "train")
        spark.read.format().option().load.assert_called_once_with(str(manifest))
        with self.assertRaisesRegex(ValueError, "validation"):
            bailiwick.read(spark, manifest, "validation")


class ExplainTest(Folder):
    def test_it_names_shards_sites_and_rules(self):
        text = bailiwick.explain(self.file("m.json", json.dumps(MANIFEST)))
        self.assertEqual(text.splitlines(), [
            "dataset people, version 1, 2026-01-01T00:00:00Z: 1,200 rows in 1 shards",
            "policy p 1.0.0",
            "shard-0000 (train): 1,200 rows under DE, FR, at fra",
            "  raw may be at fra",
            "  statistics may be at fra, iad",
            "  view may be at no site",
            "    p, rule keep, allows raw at fra (policy.yaml:7:5)",
            "    p, no rule, denies raw at iad (policy.yaml:1:1)",
        ])

    def test_what_is_no_manifest_is_refused(self):
        for text in ("", "[]", "{}", '{"manifest": {"apiVersion": "bailiwick/v9", "kind": "Manifest"}}'):
            with self.assertRaisesRegex(ValueError, "not a manifest"):
                bailiwick.explain(self.file("m.json", text))


class NotebooksTest(unittest.TestCase):
    def test_every_cell_is_python_that_parses(self):
        cells = 0
        for source in self.sources():
            compile(source, "cell", "exec")
            cells += 1
        self.assertGreater(cells, 6)

    def test_they_use_only_what_the_package_has(self):
        used = {
            node.attr
            for source in self.sources()
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "bailiwick"
        }
        self.assertEqual(used, {"session", "read", "explain"})
        self.assertLessEqual(used, set(bailiwick.__all__))

    @staticmethod
    def sources():
        notebook = json.loads((HERE.parent / "laptop.ipynb").read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])
        note = json.loads((HERE.parent / "laptop.zpln").read_text(encoding="utf-8"))
        for paragraph in note["paragraphs"]:
            kind, _, text = paragraph["text"].partition("\n")
            if kind.startswith("%spark.pyspark"):
                yield text


class SparkTest(Folder):
    def test_a_session_without_the_plugin_does_not_start(self):
        if importlib.util.find_spec("pyspark") is None:
            print("\nSpark test did not run: pyspark is not installed", file=sys.stderr)
            self.skipTest("pyspark is not installed")
        files = [self.file("topology.yaml"), self.file("a.jar")]
        with self.assertRaises(Exception):
            bailiwick.session(files[0], site_home=self.folder, jars=[files[1]], master="local[1]")


if __name__ == "__main__":
    unittest.main()
