package dev.assay.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A real browser, spoken to by its debugging protocol: sizes and themes of screens, what it asks of
 * the network, what it prints.
 */
final class Chromium implements AutoCloseable {
  static final String MISSING =
      "Cannot open the report in a browser: there is no 'chromium' on the PATH. Install it"
          + " (Debian: apt-get install chromium).";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 600; // only what hangs takes so long

  private final Process process;
  private final WebSocket socket;
  private final Replies replies = new Replies();
  private final AtomicInteger calls = new AtomicInteger();
  private final String session;

  private Chromium(Process process, URI address) throws Exception {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, replies)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String target =
        callBrowser("Target.createTarget", Map.of("url", "about:blank")).get("targetId").asText();
    this.session =
        callBrowser("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** The browser on the PATH. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, "chromium"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts the browser with nothing but a fresh directory. */
  static Chromium start(Path directory) {
    Path binary = installed().orElseThrow(() -> new AssertionError(MISSING));
    try {
      Path profile = Files.createDirectories(directory.resolve("profile"));
      Process process =
          new ProcessBuilder(
                  binary.toString(),
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--disable-quic",
                  "--disable-dev-shm-usage",
                  "--no-first-run",
                  "--disable-background-networking",
                  "--disable-component-update",
                  "--disable-sync",
                  "--hide-scrollbars",
                  "--remote-debugging-port=0",
                  "--user-data-dir=" + profile,
                  "about:blank")
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("chromium.log").toFile())
              .start();
      return new Chromium(process, address(process, profile, directory));
    } catch (Exception e) {
      throw new AssertionError("chromium does not start", e);
    }
  }

  private static URI address(Process process, Path profile, Path directory) throws Exception {
    Path port = profile.resolve("DevToolsActivePort");
    for (int tenths = 0; tenths < 10 * PATIENCE_SECONDS; tenths++) {
      List<String> lines = Files.exists(port) ? Files.readAllLines(port) : List.of();
      if (lines.size() >= 2) {
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
      }
      if (!process.isAlive()) {
        break;
      }
      Thread.sleep(100);
    }
    throw new IOException(Files.readString(directory.resolve("chromium.log")));
  }

  /** Opens a file and waits until it is shown. */
  Chromium open(Path file) {
    replies.events.clear();
    call("Page.navigate", Map.of("url", file.toUri().toString()));
    for (int tries = 0; tries < 100 * PATIENCE_SECONDS; tries++) {
      if (!events("Page.loadEventFired").isEmpty()) {
        return this;
      }
      pause();
    }
    throw new AssertionError("the page was not loaded: " + file);
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** A screen of this width, light or dark. */
  Chromium screen(int width, int height, boolean dark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    return media("screen", dark);
  }

  /** Screen or print, light or dark. */
  Chromium media(String media, boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", Map.of("media", media, "features", List.of(scheme)));
    return this;
  }

  /** Lets the page run scripts, or not. */
  Chromium scripts(boolean allowed) {
    call("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
    return this;
  }

  /** The value of an expression in the page. */
  JsonNode value(String expression) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.get("exceptionDetails").toPrettyString());
    }
    return result.get("result").path("value");
  }

  /** Presses a key. */
  void press(String key) {
    int code = key.equals("Tab") ? 9 : 13;
    for (String type : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
  }

  /** The page as PDF on A4. */
  byte[] print() {
    Map<String, Object> options = Map.of("preferCSSPageSize", true, "printBackground", true);
    return Base64.getDecoder().decode(call("Page.printToPDF", options).get("data").asText());
  }

  /** The whole page as PNG. */
  byte[] picture() {
    Map<String, Object> options = Map.of("format", "png", "captureBeyondViewport", true);
    JsonNode shot = call("Page.captureScreenshot", options);
    return Base64.getDecoder().decode(shot.get("data").asText());
  }

  /** What happened since the page was opened. */
  List<JsonNode> events(String method) {
    synchronized (replies.events) {
      return replies.events.stream()
          .filter(event -> event.get("method").asText().equals(method))
          .map(event -> event.get("params"))
          .toList();
    }
  }

  /** Calls a method of the page. */
  JsonNode call(String method, Map<String, ?> parameters) {
    return send(Map.of("method", method, "params", parameters, "sessionId", session));
  }

  private JsonNode callBrowser(String method, Map<String, ?> parameters) {
    return send(Map.of("method", method, "params", parameters));
  }

  private JsonNode send(Map<String, ?> call) {
    int id = calls.incrementAndGet();
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    replies.open.put(id, reply);
    Map<String, Object> numbered = new java.util.HashMap<>(call);
    numbered.put("id", id);
    try {
      socket
          .sendText(JSON.writeValueAsString(numbered), true)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      JsonNode answer = reply.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer.has("error")) {
        throw new AssertionError(call.get("method") + ": " + answer.get("error"));
      }
      return answer.get("result");
    } catch (IOException | InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer to " + call.get("method"), e);
    }
  }

  @Override
  public void close() {
    try {
      callBrowser("Browser.close", Map.of());
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (AssertionError | InterruptedException e) {
      // it is ended below
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Puts replies to the calls that wait for them. */
  private static final class Replies implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final List<JsonNode> events = Collections.synchronizedList(new ArrayList<>());
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(String message) {
      try {
        JsonNode node = JSON.readTree(message);
        if (node.has("id")) {
          open.remove(node.get("id").asInt()).complete(node);
        } else {
          events.add(node);
        }
      } catch (IOException e) {
        throw new AssertionError(message, e);
      }
    }
  }
}
