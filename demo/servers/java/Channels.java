import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The channels of PROTOCOL.md: reads what a client says, asks the chat, answers. */
final class Channels {
  private static final Logger LOG = Logger.getLogger("channels");
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Channels() {}

  /** What is no message, or of a type that is not known here, is ignored. */
  static void received(Link link, String frame) {
    JsonNode message = read(frame);
    JsonNode id = message.path("id");
    JsonNode data = message.path("data");
    String type = message.path("type").asText();
    String event = message.path("event").textValue();
    String channel = message.path("channel").textValue();
    boolean isAsked = id.isIntegralNumber() && id.canConvertToLong() && id.asLong() > 0 && id.asLong() < 1L << 53;
    boolean isPlaced = channel != null || message.path("channel").isNull() || !message.has("channel");
    String place = channel == null ? "" : channel;
    if (type.equals("ping") && isAsked) link.send(message("pong").set("id", id).toString());
    if (type.equals("authenticate") && isAsked) answer(link, id, () -> Chat.authenticate(link, data));
    if (type.equals("subscribe") && isAsked && channel != null) answer(link, id, () -> subscribe(link, channel));
    if (type.equals("unsubscribe") && channel != null) Rooms.leave(channel, link);
    if (type.equals("request") && isAsked && event != null && isPlaced) {
      answer(link, id, () -> Chat.request(link, known(link), place, event, data));
    }
    if (type.equals("event") && event != null && isPlaced && link.user != null) {
      Chat.event(link.user, place, event, data);
    }
  }

  private static JsonNode read(String frame) {
    try {
      return JSON.readTree(frame);
    } catch (JsonProcessingException error) {
      return MissingNode.getInstance();
    }
  }

  private static Object subscribe(Link link, String channel) throws Refusal {
    Rooms.leave(channel, link); // a second subscription replaces the first, also if it is refused
    Object reply = Chat.subscribe(known(link), channel);
    Rooms.join(channel, link);
    return reply;
  }

  private static String known(Link link) throws Refusal {
    if (link.user == null) throw new Refusal("unauthenticated", "Authenticate first");
    return link.user;
  }

  /** A reply that takes its time is said once it is there, and nothing waits for that. */
  private static void answer(Link link, JsonNode id, Callable<Object> handle) {
    try {
      Object reply = handle.call();
      if (!(reply instanceof CompletionStage<?> later)) reply(link, id, reply);
      else later.thenAccept(data -> reply(link, id, data)).exceptionally(error -> refuse(link, id, error));
    } catch (Exception error) {
      refuse(link, id, error);
    }
  }

  private static void reply(Link link, JsonNode id, Object data) {
    ObjectNode reply = message("reply").putPOJO("data", data);
    link.send(reply.set("id", id).toString());
  }

  private static Void refuse(Link link, JsonNode id, Throwable error) {
    if (error instanceof CompletionException wrapped) return refuse(link, id, wrapped.getCause());
    boolean isMeant = error instanceof Refusal;
    if (!isMeant) LOG.log(Level.WARNING, "a request failed", error);
    Refusal refusal = isMeant ? (Refusal) error : new Refusal("internal", "The server failed");
    ObjectNode answer = message("error").put("code", refusal.code).put("message", refusal.getMessage());
    link.send(answer.putPOJO("data", refusal.data).set("id", id).toString());
    return null;
  }

  static ObjectNode message(String type) {
    return JSON.createObjectNode().put("type", type);
  }
}

/** Says no: the client is told all of it. Of any other exception it is told nothing. */
final class Refusal extends Exception {
  final String code;
  final Object data;

  Refusal(String code, String message) {
    this(code, message, null);
  }

  Refusal(String code, String message, Object data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
