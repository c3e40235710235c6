import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CompletableFuture;

/**
 * Who is connected and who is subscribed, in this process. Several processes publish to each other, through Redis for
 * example. To send only puts what is said in line, so the lock is held for a moment.
 */
final class Rooms {
  private static final Set<Link> LINKS = new HashSet<>();
  private static final Map<String, Set<Link>> BY_NAME = new HashMap<>();

  private Rooms() {}

  static synchronized void enter(Link link) {
    LINKS.add(link);
  }

  static synchronized void join(String channel, Link link) {
    BY_NAME.computeIfAbsent(channel, name -> new HashSet<>()).add(link);
  }

  static synchronized void leave(String channel, Link link) {
    BY_NAME.computeIfPresent(channel, (name, members) -> members.remove(link) && members.isEmpty() ? null : members);
  }

  static synchronized void leaveAll(Link link) {
    LINKS.remove(link);
    BY_NAME.values().removeIf(members -> members.remove(link) && members.isEmpty());
  }

  static synchronized void publish(String channel, String event, JsonElement data) {
    JsonObject message = message("event", channel);
    message.addProperty("event", event);
    message.add("data", data);
    String text = message.toString();
    for (Link link : BY_NAME.getOrDefault(channel, Set.of())) link.send(text);
  }

  static synchronized void kick(String channel, String code, String why, boolean retry) {
    JsonObject message = message("unsubscribed", channel);
    message.addProperty("code", code);
    message.addProperty("message", why);
    message.addProperty("retry", retry);
    Set<Link> members = BY_NAME.remove(channel);
    if (members != null) members.forEach(link -> link.say(message));
  }

  /** Waits for the links to end, for a second at most. */
  static void closeAll(int code, String reason) {
    List<Link> links;
    synchronized (Rooms.class) {
      links = List.copyOf(LINKS);
    }
    for (Link link : links) link.close(code, reason);
    CompletableFuture<?>[] ends = links.stream().map(link -> link.ended).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(ends).completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
  }

  private static JsonObject message(String type, String channel) {
    JsonObject message = new JsonObject();
    message.addProperty("type", type);
    message.addProperty("channel", channel);
    return message;
  }
}
