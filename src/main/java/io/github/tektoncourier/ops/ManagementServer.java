package io.github.tektoncourier.ops;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Answers GET requests on {@code courier.port}: health and metrics. It is reachable by everything that reaches the pod, so
 * each thing that a client could use up has a bound: connections, bytes of a head, time for a head, idle time. HTTP/1 only;
 * a request's body is never read.
 */
public final class ManagementServer implements AutoCloseable {

    private static final int MAX_FIRST_LINE = 1024;
    private static final int MAX_HEAD = 8 * 1024;
    private static final int READ_AT_ONCE = 2 * 1024;

    private final NioEventLoopGroup loop;
    private final ExecutorService workers;
    private final Channel channel;

    private ManagementServer(NioEventLoopGroup loop, ExecutorService workers, Channel channel) {
        this.loop = loop;
        this.workers = workers;
        this.channel = channel;
    }

    /**
     * Listens.
     *
     * @param address the port 0 takes a free one
     * @param pages by path
     * @throws IOException when the address cannot be had
     */
    public static ManagementServer open(InetSocketAddress address, Map<String, Supplier<Page>> pages)
            throws IOException {
        NioEventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("management", true));
        ExecutorService workers = Executors.newFixedThreadPool(
                Math.max(1, pages.size()), new DefaultThreadFactory("management-page", true));
        PageCache cache = new PageCache(pages, workers);
        OpenConnections connections = new OpenConnections();
        ServerBootstrap server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_AT_ONCE))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        client.pipeline()
                                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                                        .setMaxInitialLineLength(MAX_FIRST_LINE)
                                        .setMaxHeaderSize(MAX_HEAD)))
                                .addLast(new PageRequests(cache, connections));
                    }
                });
        try {
            Channel channel = server.bind(address).sync().channel();
            var unused = channel.eventLoop().scheduleAtFixedRate(connections::closeLate, 1, 1, TimeUnit.SECONDS);
            return new ManagementServer(loop, workers, channel);
        } catch (Exception e) { // netty throws the bind's IOException undeclared
            end(loop, workers);
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        end(loop, workers);
    }

    private static void end(NioEventLoopGroup loop, ExecutorService workers) {
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
    }
}
