import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

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

  static synchronized void publish(String channel, String event, Object data) {
    ObjectNode message = Channels.message("event").put("channel", channel).put("event", event);
    String text = message.putPOJO("data", data).toString();
    for (Link link : BY_NAME.getOrDefault(channel, Set.of())) link.send(text);
  }

  static synchronized void kick(String channel, String code, String why, boolean retry) {
    ObjectNode message = Channels.message("unsubscribed").put("channel", channel);
    String text = message.put("code", code).put("message", why).put("retry", retry).toString();
    Set<Link> members = BY_NAME.remove(channel);
    if (members != null) for (Link link : members) link.send(text);
  }

  /** The clients come back within two seconds, when the next server is there. Returns when they are told. */
  static void closeAll() {
    CompletableFuture.allOf(tellAll()).completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
  }

  private static synchronized CompletableFuture<?>[] tellAll() {
    String hint = "{\"retryAfter\":0,\"spread\":2000}";
    return LINKS.stream().map(link -> link.close(4000, hint)).toArray(CompletableFuture[]::new);
  }
}
