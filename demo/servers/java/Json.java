import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** Looks at what comes from a client, which may be anything. */
final class Json {
  private static final Gson GSON = new Gson();

  private Json() {}

  /** The object in a frame; an empty one if it holds none. */
  static JsonObject read(String frame) {
    // Gson's parser takes more than JSON, and so does its reader unless it is told not to.
    JsonReader reader = new JsonReader(new StringReader(frame));
    reader.setLenient(false);
    try {
      JsonElement message = GSON.getAdapter(JsonElement.class).read(reader);
      boolean isWhole = reader.peek() == JsonToken.END_DOCUMENT;
      return isWhole && message.isJsonObject() ? message.getAsJsonObject() : new JsonObject();
    } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException error) {
      return new JsonObject();
    }
  }

  /** The text in a field; null if it holds none. */
  static String text(JsonElement object, String field) {
    return field(object, field) instanceof JsonPrimitive value && value.isString() ? value.getAsString() : null;
  }

  /** The positive integer in a field that every client can hold; null if it holds none. */
  static JsonPrimitive id(JsonElement object) {
    boolean isId = field(object, "id") instanceof JsonPrimitive value
        && value.isNumber()
        && value.getAsString().matches("[1-9][0-9]{0,15}")
        && value.getAsLong() < 1L << 53;
    return isId ? object.getAsJsonObject().getAsJsonPrimitive("id") : null;
  }

  static JsonElement field(JsonElement object, String field) {
    return object != null && object.isJsonObject() ? object.getAsJsonObject().get(field) : null;
  }

  /** An object of one field. */
  static JsonObject object(String field, Object value) {
    JsonObject object = new JsonObject();
    object.add(field, GSON.toJsonTree(value));
    return object;
  }

  static boolean isNone(JsonElement value) {
    return value == null || value.isJsonNull();
  }
}
