import com.google.gson.JsonObject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** One client's connection. What is sent to it waits in line, and the line is bounded. */
abstract class Link extends Endpoint {
  private static final ExecutorService WRITERS = Executors.newCachedThreadPool();
  private static final int MOST_WAITING = 4096;
  private static final int MOST_BYTES = 1 << 20;

  final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private Session session;

  /** Called for one frame after the other. */
  abstract void received(String frame);

  @Override
  public void onOpen(Session opened, EndpointConfig config) {
    session = opened;
    session.setMaxTextMessageBufferSize(MOST_BYTES); // 8 KiB otherwise
    session.addMessageHandler(String.class, (MessageHandler.Whole<String>) this::received);
    session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) frame -> {}); // none of ours
    Rooms.enter(this);
  }

  @Override
  public void onClose(Session closed, CloseReason reason) {
    Rooms.leaveAll(this);
    ended.complete(null);
  }

  @Override
  public void onError(Session session, Throwable error) {
    // onClose comes, and what a client breaks is nobody else's business.
  }

  void say(JsonObject message) {
    send(message.toString());
  }

  /** Never waits: a client that reads too slowly is closed. */
  void send(String text) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      close(4905, "reads too slowly");
      return;
    }
    inLine(() -> {
      waiting.decrementAndGet();
      session.getBasicRemote().sendText(text);
    });
  }

  void close(int code, String reason) {
    inLine(() -> session.close(new CloseReason(CloseCodes.getCloseCode(code), reason)));
  }

  private synchronized void inLine(Step step) {
    last = last.thenRunAsync(() -> {
      try {
        step.run();
      } catch (IOException | IllegalStateException error) {
        // It is closed, or will be told so.
      }
    }, WRITERS);
  }

  private interface Step {
    void run() throws IOException;
  }
}
