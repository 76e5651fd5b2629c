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
 * Answers on {@code courier.port}: health, metrics and the HTTP API. It is reachable by everything that reaches the pod, so
 * each thing that a client could use up has a bound: connections, bytes of a head and of a body, time for both, idle time.
 * HTTP/1 only.
 */
public final class ManagementServer implements AutoCloseable {

    private static final int MAX_FIRST_LINE = 1024;
    private static final int MAX_HEAD = 8 * 1024;
    private static final int READ_AT_ONCE = 2 * 1024;

    private static final Page NO_API =
            Page.problem(503, "The courier is starting; its API answers soon.").with(Map.of("Retry-After", "5"));

    private final NioEventLoopGroup loop;
    private final ExecutorService workers;
    private final ApiWorkers api;
    private final Channel channel;

    private ManagementServer(NioEventLoopGroup loop, ExecutorService workers, ApiWorkers api, Channel channel) {
        this.loop = loop;
        this.workers = workers;
        this.api = api;
        this.channel = channel;
    }

    /**
     * Listens, without an API.
     *
     * @param address the port 0 takes a free one
     * @param pages by path
     * @throws IOException when the address cannot be had
     */
    public static ManagementServer open(InetSocketAddress address, Map<String, Supplier<Page>> pages)
            throws IOException {
        return open(address, pages, request -> NO_API);
    }

    /**
     * Listens.
     *
     * @param address the port 0 takes a free one
     * @param pages by path
     * @param handler answers what lies below {@link RequestHandler#PREFIX}
     * @throws IOException when the address cannot be had
     */
    public static ManagementServer open(
            InetSocketAddress address, Map<String, Supplier<Page>> pages, RequestHandler handler) throws IOException {
        NioEventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("management", true));
        ExecutorService workers = Executors.newFixedThreadPool(
                Math.max(1, pages.size()), new DefaultThreadFactory("management-page", true));
        PageCache cache = new PageCache(pages, workers);
        ApiWorkers api = new ApiWorkers(handler);
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
                                .addLast(new PageRequests(cache, api, connections));
                    }
                });
        try {
            Channel channel = server.bind(address).sync().channel();
            var unused = channel.eventLoop().scheduleAtFixedRate(connections::closeLate, 1, 1, TimeUnit.SECONDS);
            return new ManagementServer(loop, workers, api, channel);
        } catch (Exception e) { // netty throws the bind's IOException undeclared
            end(loop, workers, api);
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
        end(loop, workers, api);
    }

    private static void end(NioEventLoopGroup loop, ExecutorService workers, ApiWorkers api) {
        var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownNow();
        api.close();
    }
}
