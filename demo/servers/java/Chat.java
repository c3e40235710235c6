import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * A chat, as docs/conformance.md describes it: what the channels are, and who may do what. Replace it by what you serve.
 * Its replies are whatever Jackson writes, or a CompletionStage of that.
 *
 * <pre>javac -cp "lib/*" *.java && PORT=8080 java -cp "lib/*:." Chat</pre>
 */
final class Chat {
  /** Tomcat 10, embedded; in a container of yours, {@link Link} is found by its annotation. */
  public static void main(String[] args) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("chat").toString());
    tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "default", new DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    context.addServletContainerInitializer(new WsSci(), Set.of(Link.class));
    tomcat.start();
    Runtime.getRuntime().addShutdownHook(new Thread(Rooms::closeAll));
    tomcat.getServer().await();
  }

  static Object authenticate(Link link, JsonNode data) throws Refusal {
    String name = data.path("name").asText(); // a real one has a token, and checks it here
    if (!data.path("name").isTextual() || name.isEmpty()) throw new Refusal("unauthorized", "Give your name");
    link.user = name;
    return Map.of("expiresIn", 3_600_000);
  }

  static Object subscribe(String user, String channel) throws Refusal {
    if (!channel.startsWith("room:")) throw new Refusal("unknown", "There is no channel " + channel);
    if (channel.equals("room:staff") && !user.equals("ada")) throw new Refusal("forbidden", "Staff only");
    return Map.of("you", user);
  }

  static void event(String user, String channel, String event, JsonNode data) {
    if (!channel.startsWith("room:") || !event.equals("typing")) return;
    Rooms.publish(channel, "typing", Map.of("from", user));
  }

  /** The name of no channel is "". */
  static Object request(Link link, String user, String channel, String event, JsonNode data) throws Refusal {
    String place = channel.startsWith("room:") ? "room" : channel.isEmpty() ? "" : "elsewhere";
    return switch (place + "/" + event) {
      case "room/say" -> say(user, channel, data.path("text"));
      case "room/kick" -> kick(channel, data.path("retry"));
      case "/whoami" -> Map.of("name", user);
      case "/echo" -> data;
      case "/slow" -> slow(data.path("ms"));
      case "/crash" -> throw new IllegalStateException("The password of the database is secret");
      case "/close" -> close(link, data.path("code"), data.path("reason"));
      default -> throw new Refusal("unknown", "There is no request " + event + " here");
    };
  }

  private static Object say(String user, String channel, JsonNode text) throws Refusal {
    if (!text.isTextual()) throw new Refusal("validation", "There is no text");
    if (text.asText().isEmpty()) throw new Refusal("empty", "Say something", Map.of("field", "text"));
    Rooms.publish(channel, "message", Map.of("from", user, "text", text));
    return Map.of("ok", true);
  }

  private static Object kick(String channel, JsonNode retry) throws Refusal {
    if (!retry.isBoolean()) throw new Refusal("validation", "Say whether to come back");
    Rooms.kick(channel, "kicked", "Out, all of you", retry.asBoolean());
    return null;
  }

  private static Object slow(JsonNode ms) throws Refusal {
    if (!ms.isInt() || ms.asInt() < 0 || ms.asInt() > 5_000) throw new Refusal("validation", "ms is from 0 to 5000");
    var later = CompletableFuture.delayedExecutor(ms.asInt(), TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(() -> Map.of("ms", ms), later);
  }

  private static Object close(Link link, JsonNode code, JsonNode reason) throws Refusal {
    if (!code.isInt() || !reason.isTextual()) throw new Refusal("validation", "Give a code and a reason");
    link.close(code.asInt(), reason.asText());
    return null;
  }
}
