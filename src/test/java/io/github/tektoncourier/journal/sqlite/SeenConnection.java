package io.github.tektoncourier.journal.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A connection all of whose statements pass a disk that may crash. */
final class SeenConnection {

    private final CrashingDisk disk;
    private final Connection real;

    SeenConnection(CrashingDisk disk, Connection real) {
        this.disk = disk;
        this.real = real;
    }

    Connection proxy() {
        return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "createStatement" -> statement((Statement) invoke(real, method, arguments));
            case "prepareStatement" -> prepared((PreparedStatement) invoke(real, method, arguments), arguments[0]);
            case "close" -> disk.step(real, "close", () -> invoke(real, method, arguments));
            default -> invoke(real, method, arguments);
        });
    }

    private Statement statement(Statement statement) {
        return proxy(
                Statement.class,
                (proxy, method, arguments) -> executes(method)
                        ? disk.step(real, arguments[0].toString(), () -> invoke(statement, method, arguments))
                        : invoke(statement, method, arguments));
    }

    private PreparedStatement prepared(PreparedStatement statement, Object sql) {
        return proxy(
                PreparedStatement.class,
                (proxy, method, arguments) -> executes(method)
                        ? disk.step(real, sql.toString(), () -> invoke(statement, method, arguments))
                        : invoke(statement, method, arguments));
    }

    private static boolean executes(Method method) {
        return method.getName().startsWith("execute");
    }

    private interface Handler {
        @Nullable
        Object call(Object proxy, Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.call(proxy, method, arguments)));
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
