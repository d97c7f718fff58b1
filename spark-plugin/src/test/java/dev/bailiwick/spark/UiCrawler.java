package dev.bailiwick.spark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Spark's UI as a person would who follows every link; keeps all that it was ever told. */
final class UiCrawler {
  private static final int MOST_PAGES = 150;
  private static final Pattern LINK = Pattern.compile("href=\"([^\"#]+)");
  private static final Pattern PLAIN = Pattern.compile(".*\\.(css|js|png|ico|svg)");

  private final URI root;
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private final Map<String, String> latest = new TreeMap<>();
  private final StringBuilder all = new StringBuilder();
  private int fetched;

  UiCrawler(String root) {
    this.root = URI.create(root);
  }

  /** Fetches these pages and all that they lead to. */
  void crawl(List<String> from) throws Exception {
    Deque<String> next = new ArrayDeque<>(from);
    Set<String> seen = new HashSet<>(from);
    for (int i = 0; i < MOST_PAGES && !next.isEmpty(); i++) {
      Matcher links = LINK.matcher(fetch(next.remove()));
      while (links.find()) {
        URI to = root.resolve(links.group(1).replace("&amp;", "&").replace(" ", "%20"));
        String path = to.getRawPath() + (to.getRawQuery() == null ? "" : "?" + to.getRawQuery());
        boolean ours = root.getAuthority().equals(to.getAuthority());
        if (ours && !path.contains("kill") && !PLAIN.matcher(path).matches() && seen.add(path)) {
          next.add(path);
        }
      }
    }
  }

  /** One page; what is not there is an empty text. */
  String fetch(String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(root.resolve(path)).timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofString());
    fetched++;
    all.append(answer.headers().map()).append(answer.body()).append('\n');
    String text = answer.statusCode() == 200 ? answer.body() : "";
    if (!text.isEmpty()) {
      latest.put(path, text);
    }
    return text;
  }

  /** What was there, and is not empty. */
  Set<String> paths() {
    return new TreeSet<>(latest.keySet());
  }

  /** What a page said last. */
  String of(String path) {
    return latest.getOrDefault(path, "");
  }

  /** All that was said, with the headers and errors. */
  String all() {
    return all.toString();
  }

  int fetched() {
    return fetched;
  }
}
