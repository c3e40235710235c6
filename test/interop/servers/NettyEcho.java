// Sends back what it gets, with Netty.
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;

public class NettyEcho extends SimpleChannelInboundHandler<WebSocketFrame> {
  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    String[] words = frame instanceof TextWebSocketFrame ? ((TextWebSocketFrame) frame).text().split(" ", 3) : new String[] {""};
    if (words[0].equals("close")) context.writeAndFlush(new CloseWebSocketFrame(Integer.parseInt(words[1]), words[2]));
    else context.writeAndFlush(frame.retain());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
    context.close();
  }

  public static void main(String[] arguments) throws Exception {
    var bootstrap = new ServerBootstrap().group(new NioEventLoopGroup(1)).channel(NioServerSocketChannel.class);
    bootstrap.childHandler(new ChannelInitializer<SocketChannel>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        var pipeline = channel.pipeline();
        pipeline.addLast(new HttpServerCodec(), new HttpObjectAggregator(1 << 16), new WebSocketServerCompressionHandler());
        pipeline.addLast(new WebSocketServerProtocolHandler("/", "b.v1", true, 1 << 21, false, true));
        pipeline.addLast(new WebSocketFrameAggregator(1 << 21), new NettyEcho());
      }
    });
    bootstrap.bind("127.0.0.1", Integer.parseInt(System.getenv("PORT"))).sync();
  }
}
