import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * Channels on Tomcat 10 (jakarta.websocket), embedded, with Gson:
 * {@code javac -cp "lib/*" *.java && PORT=8080 java -cp "lib/*:." Main}
 */
public final class Main {
  public static void main(String[] args) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("chat").toString());
    tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "default", new DefaultServlet());
    context.addServletMappingDecoded("/", "default");
    context.getPipeline().addValve(new PagesOfThisHost());
    context.addServletContainerInitializer(new WsSci(), null);
    context.addServletContainerInitializer((classes, servlets) -> addEndpoint(
        (ServerContainer) servlets.getAttribute(ServerContainer.class.getName())), null);
    tomcat.start();
    // Clients come back within two seconds, when the next server is there.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> Rooms.closeAll(4000, "{\"retryAfter\":0,\"spread\":2000}")));
    tomcat.getServer().await();
  }

  private static void addEndpoint(ServerContainer container) throws ServletException {
    var config = ServerEndpointConfig.Builder.create(Channels.class, "/").configurator(
        new ServerEndpointConfig.Configurator() {
          @Override
          public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new Channels(new Chat()));
          }
        }).build();
    try {
      container.addEndpoint(config);
    } catch (DeploymentException error) {
      throw new ServletException(error);
    }
  }

  /** A browser sends its cookies along, whatever page asks it to connect. Programs that are no browsers name no page. */
  private static final class PagesOfThisHost extends ValveBase {
    PagesOfThisHost() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      String origin = request.getHeader("Origin");
      boolean isOwn = origin == null || request.getHeader("Host").equals(origin.replaceFirst("^https?://", ""));
      if (isOwn) getNext().invoke(request, response);
      else response.sendError(403);
    }
  }
}
