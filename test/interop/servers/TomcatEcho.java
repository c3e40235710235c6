// Sends back what it gets, with jakarta.websocket in Tomcat.
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

public class TomcatEcho extends Endpoint {
  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxTextMessageBufferSize(1 << 21);
    session.setMaxBinaryMessageBufferSize(1 << 21);
    session.addMessageHandler(String.class, text -> answer(session, text));
    session.addMessageHandler(ByteBuffer.class, bytes -> {
      try {
        session.getBasicRemote().sendBinary(bytes);
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
    });
  }

  private static void answer(Session session, String text) {
    String[] words = text.split(" ", 3);
    try {
      if (words[0].equals("close")) session.close(new CloseReason(CloseCodes.getCloseCode(Integer.parseInt(words[1])), words[2]));
      else session.getBasicRemote().sendText(text);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  public static class Deployment implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      var container = (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
      try {
        container.addEndpoint(ServerEndpointConfig.Builder.create(TomcatEcho.class, "/echo").subprotocols(List.of("b.v1")).build());
      } catch (DeploymentException error) {
        throw new IllegalStateException(error);
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    var tomcat = new Tomcat();
    tomcat.setBaseDir(System.getenv("FOLDER"));
    tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    var context = tomcat.addContext("", null);
    context.addServletContainerInitializer(new WsSci(), null);
    Tomcat.addServlet(context, "default", new DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    context.addApplicationListener(Deployment.class.getName());
    tomcat.start();
    tomcat.getServer().await();
  }
}
