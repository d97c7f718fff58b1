"""What a manifest says, for people."""

import json
import pathlib


def explain(manifest):
    """What the shards of a manifest are, where they lie, where they may be, and which rules decided it: text.

    Reads the file only. It does not check the signature: ``read`` does, in the JVM. Look here to
    understand, not to trust.
    """
    path = pathlib.Path(manifest)
    try:
        body = json.loads(path.read_text(encoding="utf-8"))["manifest"]
        if (body["apiVersion"], body["kind"]) != ("bailiwick/v1", "Manifest"):
            raise ValueError(f"{body['kind']} of {body['apiVersion']}")
        lines = [
            f"dataset {body['dataset']}, version {body['version']}, {body['created']}: "
            f"{body['totals']['rows']:,} rows in {body['totals']['shards']} shards"
        ]
        lines += [f"policy {p['id']} {p['version']}" for p in body["policies"]]
        for shard in body["shards"]:
            lines += _shard(shard)
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{path} is not a manifest that this version understands: {fault!r}") from None
    return "\n".join(lines)


def _shard(shard):
    laws = ", ".join(shard["jurisdictions"])
    yield f"{shard['id']} ({shard['split']}): {shard['rows']:,} rows under {laws}, at {shard['site']}"
    for transfer, sites in sorted(shard["permitted"].items()):
        yield f"  {transfer} may be at {', '.join(sites) or 'no site'}"
    for rule in shard["decidedBy"]:
        verb = "allows" if rule["allowed"] else "denies"
        name = f"rule {rule['rule']}" if rule["rule"] else "no rule"
        yield (
            f"    {rule['policy']}, {name}, {verb} {rule['transferClass']}"
            f" at {', '.join(rule['sites'])} ({rule['place']})"
        )
