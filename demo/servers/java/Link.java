import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** One client's connection. What is sent to it waits in line, and the line is bounded. */
@ServerEndpoint(value = "/", configurator = Link.OurPages.class)
public final class Link {
  private static final ExecutorService WRITERS = Executors.newCachedThreadPool();

  /** Null until it is known. */
  String user;
  private final Semaphore places = new Semaphore(4096);
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
  private Session session;

  @OnOpen
  public void opened(Session session) {
    this.session = session;
    session.setMaxTextMessageBufferSize(1 << 20); // 8 KiB otherwise
    Rooms.enter(this);
  }

  /** Called for one frame after the other. */
  @OnMessage
  public void received(String frame) {
    Channels.received(this, frame);
  }

  @OnMessage
  public void received(byte[] frame) {
    // None of ours. Without this method Tomcat would hear nothing more on the link.
  }

  @OnClose
  public void closed() {
    Rooms.leaveAll(this);
  }

  @OnError
  public void failed(Throwable error) {
    // It is closed next, and what a client breaks is nobody else's business.
  }

  /** Never waits: a client that reads too slowly is closed. */
  void send(String text) {
    if (!places.tryAcquire()) {
      close(4905, "reads too slowly");
      return;
    }
    inLine(() -> {
      places.release();
      session.getBasicRemote().sendText(text);
    });
  }

  /** Is done when the client was told. */
  CompletableFuture<Void> close(int code, String reason) {
    return inLine(() -> session.close(new CloseReason(CloseCodes.getCloseCode(code), reason)));
  }

  private synchronized CompletableFuture<Void> inLine(Step step) {
    return last = last.thenRunAsync(() -> {
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

  /** A browser sends its cookies along, whatever page asks it to connect. Programs that are no browsers name no page. */
  public static final class OurPages extends ServerEndpointConfig.Configurator {
    @Override
    public boolean checkOrigin(String origin) {
      return origin == null || origin.matches("https?://(localhost|127\\.0\\.0\\.1)(:\\d+)?");
    }
  }
}
