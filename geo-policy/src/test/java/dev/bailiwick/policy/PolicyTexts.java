package dev.bailiwick.policy;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Makes policies that use any part of the language. Every one of them is right. */
final class PolicyTexts {
  private static final String MEMBERS = pin("eea@2026-06-01");
  private static final String NAMES = pin("country-names@2026-06-01");

  private PolicyTexts() {}

  static Arbitrary<String> texts() {
    return Combinators.combine(metadata(), dataset(), top(), rules(), exceptions(), tests())
        .as(
            (metadata, dataset, top, rules, exceptions, tests) ->
                "apiVersion: bailiwick/v1\nkind: SovereigntyPolicy\n"
                    + metadata
                    + dataset
                    + top
                    + rules
                    + exceptions
                    + tests);
  }

  private static Arbitrary<String> metadata() {
    return some(
            "zone: Europe/Berlin",
            "effective: {from: 2026-01-01}",
            "zone: Asia/Shanghai, effective: {from: 2026-01-01, until: 2027-12-31}")
        .map(
            more -> "metadata: {id: p, version: 1.0.0, steward: dpo@klinik.example" + more + "}\n");
  }

  private static Arbitrary<String> dataset() {
    Arbitrary<String> match =
        Arbitraries.of("\"s3a://k/**\"", "[\"s3a://k/**\", /data/k]", "\"**/k-*.csv\"");
    Arbitrary<String> law =
        Arbitraries.of(
            "DE",
            "US-VA",
            "{column: c}",
            "{column: c, map: {Germany: DE, \"?\": US}}",
            "{columns: [a, b], table: NAMES}");
    Arbitrary<String> categories =
        Arbitraries.of(
            "[pd:MedicalHealth]",
            "{all: [own:important], columns: {icd: [pd:MedicalHealth], dna: [pd:Genetic]}}");
    Arbitrary<String> subject = Arbitraries.of("", ", subject: patient_id");
    return Combinators.combine(match, law, categories, subject)
        .as(
            (m, l, c, s) ->
                "dataset: {match: "
                    + m
                    + ", jurisdiction: "
                    + l
                    + ", categories: "
                    + c
                    + s
                    + "}\n");
  }

  private static Arbitrary<String> top() {
    Arbitrary<String> uses = Arbitraries.of("", "uses: [serve]\n", "uses: [train, query]\n");
    Arbitrary<String> trust = Arbitraries.of("", "trust: [register@tuv.example]\n");
    Arbitrary<String> home =
        Arbitraries.of(
            "", "home: {keepCopyIn: [DE]}\n", "home: {keepCopyIn: [EEA], first: false}\n");
    Arbitrary<String> release =
        Arbitraries.of(
            "",
            "release: {transfer: [model], signedBy: [ethics@klinik.example]}\n",
            "release: {transfer: [model, metrics], signedBy: [a@b.example], to: [EEA, MEMBERS],"
                + " require: {minRecords: 9, differentialPrivacy: {epsilon: 4, delta: 1.0e-6}}}\n");
    return Combinators.combine(uses, trust, home, release, grants())
        .as(
            (u, t, h, r, g) ->
                u
                    + t
                    + h
                    + r
                    + ("tables:\n  MEMBERS: {pin: \"" + MEMBERS + "\", reviewBy: 2027-05-31}\n")
                    + ("  NAMES: {pin: \"" + NAMES + "\"}\n")
                    + g);
  }

  private static Arbitrary<String> grants() {
    return Combinators.combine(
            Arbitraries.of("permit", "contract", "consent", "assessment", "notification"),
            some("parties: [indus-labs]"),
            some("purpose: infarct risk"),
            some("uses: [train]"),
            some("from: 2026-01-01", "until: 2027-12-31, withdrawn: 2027-02-01"))
        .as(
            (kind, parties, purpose, uses, days) ->
                "grants:\n  - {id: G-1, kind: "
                    + kind
                    + parties
                    + purpose
                    + uses
                    + days
                    + "}\n  - {id: G-2, kind: certification}\n");
  }

  private static Arbitrary<String> rules() {
    Arbitrary<List<String>> pairs = Combinators.combine(allow(), deny()).as(List::of);
    return pairs
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            all -> {
              List<String> lines = new ArrayList<>(List.of("rules:"));
              for (int i = 0; i < all.size(); i++) {
                lines.add("  - {id: allow-" + i + ", effect: allow, " + all.get(i).get(0) + "}");
                lines.add("  - {id: deny-" + i + ", effect: deny, " + all.get(i).get(1) + "}");
              }
              return String.join("\n", lines) + "\n";
            });
  }

  private static Arbitrary<String> allow() {
    Arbitrary<String> duties =
        Arbitraries.of(
            "transfer: [raw, view]",
            "transfer: [raw, sealed], require: {keepAtMost: P30D, attestation: true}",
            "transfer: [model], require: {minRecords: 10, secureAggregation: true}",
            "transfer: [parameters, metrics], require: {differentialPrivacy: {epsilon: 0.5, delta:"
                + " 0}}");
    Arbitrary<String> limit =
        some(
            "upTo: {subjects: 99999, per: calendar-year}",
            "upTo: {records: 1, per: P12M, countedBy: operator}");
    Arbitrary<String> when =
        some(
            "when: {certified: [c5, hds], attested: [tdx]}",
            "when: {operatedBy: [klinik], controlledFrom: [EEA, MEMBERS]}");
    return Combinators.combine(duties, to(), scope(), when, some("under: [G-1, G-2]"), limit)
        .as((d, t, s, w, u, l) -> d + t + s + w + u + l);
  }

  private static Arbitrary<String> deny() {
    Arbitrary<String> limit =
        some(
            "above: {subjects: 0, per: P1Y6M}",
            "above: {records: 10000, per: P52W, countedBy: all}");
    return Combinators.combine(
            Arbitraries.of("transfer: [\"*\"]", "transfer: [raw, intermediate]"),
            to(),
            scope(),
            some("when: {controlledFrom: [CN, MEMBERS]}", "when: {operatedBy: [newco]}"),
            some("unless: [G-2]"),
            limit,
            some("reason: Ethics board, basis: A9"))
        .as((c, t, s, w, u, l, r) -> c + t + s + w + u + l + r);
  }

  private static Arbitrary<String> to() {
    return Arbitraries.of(
        ", to: [DE, FR]",
        ", to: [ANYWHERE], except: [CN, US-CA]",
        ", to: [MEMBERS, \"site:fra\", \"access:desk\"], except: [MEMBERS]");
  }

  private static Arbitrary<String> scope() {
    return some(
        "for: {jurisdiction: [EEA, US-VA]}",
        "for: {categories: [pd:MedicalHealth]}",
        "for: {jurisdiction: [MEMBERS], categories: [own:important]}");
  }

  private static Arbitrary<String> exceptions() {
    String begin = "exceptions:\n  - {id: EX-14, allows: {transfer: [intermediate], to: [CH]";
    String end =
        "}, basis: A46, approvedBy: dpo@klinik.example, justification: overflow, expires: 2027-03-31";
    return Arbitraries.of(
        "",
        begin + end + "}\n",
        begin + ", for: {jurisdiction: [DE]}" + end + ", from: 2026-01-01}\n");
  }

  private static Arbitrary<String> tests() {
    Arbitrary<String> where =
        Arbitraries.of(
            "to: {}",
            "to: {location: FR, certified: [c5], controlledFrom: [FR]}",
            "to: {site: fra, location: DE, operator: klinik, certified: {c5: {until: 2026-12-31}}}",
            "to: {access: desk, statedBy: register@tuv.example, attested: [tdx]}");
    Arbitrary<String> law =
        some("law: [DE, FR]", "law: unknown").map(s -> s.isEmpty() ? ", law: DE" : s);
    Arbitrary<String> counted =
        some(
            "counted: unreadable",
            "counted: []",
            "counted: [{on: 2026-02-01, persons: 9, operator: x, category: pd:Genetic}]");
    Arbitrary<String> expect =
        Arbitraries.of(
            ", expect: allow, rule: allow-0",
            ", expect: deny, because: \"not yet: in force from\"",
            ", expect: deny, because: unknown fact, on: 2026-06-01");
    return Combinators.combine(
            where,
            law,
            some("categories: []", "categories: [pd:Genetic], use: serve, under: [G-1]"),
            counted,
            some("persons: 10, records: 10", "ciphertext: true, homeCopy: [RU]"),
            some(
                "run: {secureAggregation: true, keeps: P3D}",
                "released: {signedBy: a@b.example, records: 10, run: {attestation: true}}"),
            expect)
        .as(
            (w, l, c, n, p, r, e) ->
                "testsOn: 2026-11-21\ntests:\n  - {transfer: model, "
                    + w
                    + l
                    + c
                    + n
                    + p
                    + r
                    + e
                    + "}\n");
  }

  /** One of these after a comma, or nothing. */
  private static Arbitrary<String> some(String... fields) {
    List<String> all = new ArrayList<>(List.of(""));
    for (String field : fields) {
      all.add(", " + field);
    }
    return Arbitraries.of(all);
  }

  private static String pin(String name) {
    return name + "#sha256:" + TableText.shipped(name).sha256();
  }
}
