// Sends back what it gets, with Jetty.
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;
import org.eclipse.jetty.websocket.api.WebSocketAdapter;
import org.eclipse.jetty.websocket.servlet.WebSocketServlet;
import org.eclipse.jetty.websocket.servlet.WebSocketServletFactory;

public class JettyEcho extends WebSocketAdapter {
  @Override
  public void onWebSocketText(String text) {
    String[] words = text.split(" ", 3);
    if (words[0].equals("close")) getSession().close(Integer.parseInt(words[1]), words[2]);
    else getRemote().sendString(text, null);
  }

  @Override
  public void onWebSocketBinary(byte[] bytes, int offset, int length) {
    getRemote().sendBytes(ByteBuffer.wrap(bytes, offset, length), null);
  }

  public static class Upgrade extends WebSocketServlet {
    @Override
    public void configure(WebSocketServletFactory factory) {
      factory.getPolicy().setMaxTextMessageSize(1 << 21);
      factory.getPolicy().setMaxBinaryMessageSize(1 << 21);
      factory.setCreator((request, response) -> {
        if (request.getSubProtocols().contains("b.v1")) response.setAcceptedSubProtocol("b.v1");
        return new JettyEcho();
      });
    }
  }

  public static void main(String[] arguments) throws Exception {
    var server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))));
    var handler = new ServletContextHandler();
    handler.addServlet(new ServletHolder(new Upgrade()), "/echo");
    server.setHandler(handler);
    server.start();
    server.join();
  }
}
