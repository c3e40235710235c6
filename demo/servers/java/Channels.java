import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The channels of PROTOCOL.md: reads what a client says, asks the application, answers. */
final class Channels extends Link {
  private static final Logger LOG = Logger.getLogger("channels");
  private final App app;
  private String user;

  Channels(App app) {
    this.app = app;
  }

  /** What is no message, or of a type that is not known here, is ignored. */
  @Override
  void received(String frame) {
    JsonObject message = Json.read(frame);
    String type = Json.text(message, "type");
    String channel = Json.text(message, "channel");
    String event = Json.text(message, "event");
    JsonElement data = message.get("data");
    JsonPrimitive id = Json.id(message);
    boolean isPlaced = channel != null || Json.isNone(message.get("channel"));
    String place = channel == null ? "" : channel;
    if (type == null) return;
    if (type.equals("ping") && id != null) say(answer("pong", id));
    if (type.equals("authenticate") && id != null) answer(id, () -> done(authenticate(data)));
    if (type.equals("subscribe") && id != null && channel != null) answer(id, () -> done(subscribe(channel)));
    if (type.equals("unsubscribe") && channel != null) Rooms.leave(channel, this);
    if (type.equals("request") && id != null && event != null && isPlaced) {
      answer(id, () -> app.request(this, known(), place, event, data));
    }
    if (type.equals("event") && event != null && isPlaced && user != null) app.event(user, place, event, data);
  }

  private JsonElement authenticate(JsonElement data) throws App.Refusal {
    App.Known known = app.authenticate(data);
    user = known.user();
    return known.reply();
  }

  private JsonElement subscribe(String channel) throws App.Refusal {
    Rooms.leave(channel, this); // a second subscription replaces the first, also if it is refused
    JsonElement reply = app.subscribe(known(), channel);
    Rooms.join(channel, this);
    return reply;
  }

  private String known() throws App.Refusal {
    if (user == null) throw new App.Refusal("unauthenticated", "Authenticate first");
    return user;
  }

  private void answer(JsonPrimitive id, Callable<CompletionStage<JsonElement>> handle) {
    try {
      handle.call().whenComplete((data, error) -> {
        if (error != null) refuse(id, error instanceof CompletionException ? error.getCause() : error);
        else reply(id, data);
      });
    } catch (Exception error) {
      refuse(id, error);
    }
  }

  private void reply(JsonPrimitive id, JsonElement data) {
    JsonObject reply = answer("reply", id);
    reply.add("data", data);
    say(reply);
  }

  private void refuse(JsonPrimitive id, Throwable error) {
    boolean isMeant = error instanceof App.Refusal;
    if (!isMeant) LOG.log(Level.WARNING, "a request failed", error);
    JsonObject answer = answer("error", id);
    answer.addProperty("code", isMeant ? ((App.Refusal) error).code : "internal");
    answer.addProperty("message", isMeant ? error.getMessage() : "The server failed");
    if (isMeant) answer.add("data", ((App.Refusal) error).data);
    say(answer);
  }

  private static CompletionStage<JsonElement> done(JsonElement data) {
    return CompletableFuture.completedFuture(data);
  }

  private static JsonObject answer(String type, JsonPrimitive id) {
    JsonObject answer = new JsonObject();
    answer.addProperty("type", type);
    answer.add("id", id);
    return answer;
  }
}
