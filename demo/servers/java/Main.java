import java.nio.file.Files;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * Channels on Tomcat 10 (jakarta.websocket), embedded, with Jackson:
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
    context.addServletContainerInitializer(new WsSci(), Set.of(Link.class));
    tomcat.start();
    Runtime.getRuntime().addShutdownHook(new Thread(Main::sayWhenToComeBack));
    tomcat.getServer().await();
  }

  /** Clients come back within two seconds, when the next server is there. */
  private static void sayWhenToComeBack() {
    Rooms.closeAll(4000, "{\"retryAfter\":0,\"spread\":2000}");
    try {
      Thread.sleep(500); // the closing frames go out
    } catch (InterruptedException error) {
      Thread.currentThread().interrupt();
    }
  }
}
