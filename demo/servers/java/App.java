import com.google.gson.JsonElement;
import java.util.concurrent.CompletionStage;

/** What an application is for its clients; Chat is one. The name of no channel is "". */
interface App {
  /** Who the client is by its credentials, and what it is told. */
  Known authenticate(JsonElement data) throws Refusal;

  JsonElement subscribe(String user, String channel) throws Refusal;

  void event(String user, String channel, String event, JsonElement data);

  /** What takes its time is completed later, and nothing waits for that. */
  CompletionStage<JsonElement> request(Link link, String user, String channel, String event, JsonElement data)
      throws Refusal;

  record Known(String user, JsonElement reply) {}

  /** Says no: the client is told all of it. Of any other exception it is told nothing. */
  final class Refusal extends Exception {
    final String code;
    final JsonElement data;

    Refusal(String code, String message) {
      this(code, message, null);
    }

    Refusal(String code, String message, JsonElement data) {
      super(message);
      this.code = code;
      this.data = data;
    }
  }
}
