package dev.bailiwick.spark.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.SAXParserFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

class HtmlReportTest {
  private static final String ATTACK =
      "\"'><script>alert(1)</script><img src=http://x.example/p>&\0";

  @Test
  void noTextFromOutsideBecomesMarkup() throws Exception {
    String page = HtmlReport.of(Samples.result(ATTACK));
    assertThat(page).doesNotContain("<script").doesNotContain("<img").doesNotContain("\0");
    assertThat(page).contains("&lt;script&gt;alert(1)");
    assertThat(elements(page)).doesNotContain("script", "img", "link", "iframe");
  }

  @Test
  void nothingIsLoadedFromAnywhere() {
    String page = HtmlReport.of(Samples.result("plain")).replace("&#39;", "'");
    assertThat(page).contains("default-src 'none'");
    Matcher loading = Pattern.compile("(src|href|url\\(|@import|http://|https://)").matcher(page);
    List<String> found = new ArrayList<>();
    while (loading.find()) {
      found.add(page.substring(loading.start(), Math.min(page.length(), loading.end() + 40)));
    }
    // The content policy's own words are all that speaks of sources.
    assertThat(found).allMatch(hit -> hit.startsWith("src '"));
  }

  @Test
  void itNamesSitesShardsRulesAndWhatWentWrong() {
    String page = HtmlReport.of(Samples.result("plain"));
    assertThat(page)
        .contains(">fra<", ">iad<", "US-VA", "shard-0001", "plain/keep", "raw {fra}")
        .contains("<svg", "Training loss", "Test error", "20.00 %", "40.0 kB")
        .contains("class=\" bad\">no<")
        .contains("refused");
  }

  @Test
  void aRunWithoutAnythingHasAReportToo() throws Exception {
    RunResult full = Samples.result("x");
    RunResult bare =
        new RunResult(
            1,
            "bare",
            RunResult.Status.DENIED,
            "no",
            full.started(),
            full.ended(),
            full.versions(),
            List.of(),
            List.of(),
            new RunResult.Shards(0, new TreeMap<>(), List.of()),
            RunResult.Rows.none(),
            new RunResult.Tasks(0, 0, List.of()),
            0,
            List.of(),
            new TreeMap<>(),
            List.of(),
            List.of(),
            List.of(),
            "");
    assertThat(elements(HtmlReport.of(bare))).contains("h1").doesNotContain("polyline");
  }

  /** The page is XML too, so that a parser can say which elements are in it. */
  private static List<String> elements(String page) throws Exception {
    List<String> names = new ArrayList<>();
    String xml = page.replace("<!DOCTYPE html>", "");
    SAXParserFactory.newInstance()
        .newSAXParser()
        .parse(
            new InputSource(new StringReader(xml)),
            new DefaultHandler() {
              @Override
              public void startElement(String uri, String local, String name, Attributes a) {
                names.add(name);
              }
            });
    return names;
  }
}
