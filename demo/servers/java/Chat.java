import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A chat room, as docs/conformance.md describes it: replace it by what you serve. */
final class Chat implements App {
  @Override
  public Known authenticate(JsonElement data) throws Refusal {
    String name = Json.text(data, "name"); // a real one has a token, and checks it here
    if (name == null || name.isEmpty()) throw new Refusal("unauthorized", "Give your name");
    return new Known(name, Json.object("expiresIn", 3_600_000));
  }

  @Override
  public JsonElement subscribe(String user, String channel) throws Refusal {
    if (!channel.startsWith("room:")) throw new Refusal("unknown", "There is no channel " + channel);
    if (channel.equals("room:staff") && !user.equals("ada")) throw new Refusal("forbidden", "Staff only");
    return Json.object("you", user);
  }

  @Override
  public void event(String user, String channel, String event, JsonElement data) {
    if (!channel.startsWith("room:") || !event.equals("typing")) return;
    Rooms.publish(channel, "typing", Json.object("from", user));
  }

  @Override
  public CompletionStage<JsonElement> request(Link link, String user, String channel, String event, JsonElement data)
      throws Refusal {
    if (channel.isEmpty() && event.equals("slow")) return slow(data);
    JsonElement reply = channel.startsWith("room:") ? inRoom(user, channel, event, data)
        : channel.isEmpty() ? ofNoChannel(link, user, event, data)
        : refuse(event);
    return CompletableFuture.completedFuture(reply);
  }

  private JsonElement inRoom(String user, String channel, String event, JsonElement data) throws Refusal {
    return switch (event) {
      case "say" -> say(user, channel, Json.text(data, "text"));
      case "kick" -> {
        if (!(Json.field(data, "retry") instanceof JsonPrimitive retry) || !retry.isBoolean()) {
          throw new Refusal("validation", "Say whether to come back");
        }
        Rooms.kick(channel, "kicked", "Out, all of you", retry.getAsBoolean());
        yield null;
      }
      default -> refuse(event);
    };
  }

  private JsonElement say(String user, String channel, String text) throws Refusal {
    if (text == null) throw new Refusal("validation", "There is no text");
    if (text.isEmpty()) throw new Refusal("empty", "Say something", Json.object("field", "text"));
    JsonObject message = Json.object("from", user);
    message.addProperty("text", text);
    Rooms.publish(channel, "message", message);
    return Json.object("ok", true);
  }

  private JsonElement ofNoChannel(Link link, String user, String event, JsonElement data) throws Refusal {
    return switch (event) {
      case "whoami" -> Json.object("name", user);
      case "echo" -> data;
      case "crash" -> throw new IllegalStateException("The password of the database is secret");
      case "close" -> {
        String reason = Json.text(data, "reason");
        if (reason == null || !(Json.field(data, "code") instanceof JsonPrimitive code) || !code.isNumber()) {
          throw new Refusal("validation", "Give a code and a reason");
        }
        link.close(code.getAsInt(), reason);
        yield null;
      }
      default -> refuse(event);
    };
  }

  private CompletionStage<JsonElement> slow(JsonElement data) throws Refusal {
    int ms = Json.field(data, "ms") instanceof JsonPrimitive value && value.isNumber() ? value.getAsInt() : -1;
    if (ms < 0 || ms > 5_000) throw new Refusal("validation", "ms is from 0 to 5000");
    var later = CompletableFuture.delayedExecutor(ms, TimeUnit.MILLISECONDS);
    return CompletableFuture.supplyAsync(() -> Json.object("ms", ms), later);
  }

  private static JsonElement refuse(String event) throws Refusal {
    throw new Refusal("unknown", "There is no request " + event + " here");
  }
}
