package io.github.tektoncourier.kamelet.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Reads the private keys that stand in PEM files: PKCS#8, plain or encrypted, and the older forms of RSA (PKCS#1) and EC
 * (SEC 1), which cert-manager writes by default and Java does not read.
 */
final class PrivateKeyReader {

    static final String PKCS8 = "PRIVATE KEY";
    static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    static final String PKCS1 = "RSA PRIVATE KEY";
    static final String SEC1 = "EC PRIVATE KEY";

    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** AlgorithmIdentifier of rsaEncryption, with its NULL. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    /** The object identifier id-ecPublicKey. */
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    private PrivateKeyReader() {}

    /**
     * Reads the content of one block.
     *
     * @param label what stands behind BEGIN
     * @throws GeneralSecurityException when it is no such key; the password is wrong
     */
    static PrivateKey read(String label, byte[] der, char[] password) throws GeneralSecurityException {
        try {
            return switch (label) {
                case ENCRYPTED -> key(decrypted(der, password));
                case PKCS1 -> key(new PKCS8EncodedKeySpec(wrapped(RSA, der)));
                case SEC1 -> key(new PKCS8EncodedKeySpec(wrapped(tagged(SEQUENCE, EC, curve(der)), der)));
                default -> key(new PKCS8EncodedKeySpec(der));
            };
        } catch (IOException | RuntimeException e) { // bytes that are no ASN.1
            throw new InvalidKeySpecException("not a key", e);
        }
    }

    private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        InvalidKeySpecException other = new InvalidKeySpecException("a key of no known algorithm");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                other = e;
            }
        }
        throw other;
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] der, char[] password)
            throws IOException, GeneralSecurityException {
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
        // the parameters of PBES2 are called as the algorithm is
        String algorithm =
                info.getAlgName().equals("PBES2") || info.getAlgName().equals("1.2.840.113549.1.5.13")
                        ? info.getAlgParameters().toString()
                        : info.getAlgName();
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.DECRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                info.getAlgParameters());
        return info.getKeySpec(cipher);
    }

    /** PKCS#8 around a key of an older form. */
    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return tagged(SEQUENCE, VERSION, algorithm, tagged(OCTETS, key));
    }

    /** The object identifier of the curve: in SEC 1 it stands in [0], behind the number. */
    private static byte[] curve(byte[] der) {
        ByteBuffer key = value(ByteBuffer.wrap(der));
        ByteBuffer unusedVersion = value(key);
        ByteBuffer unusedNumber = value(key);
        if ((key.get(key.position()) & 0xff) != PARAMETERS) {
            throw new IllegalArgumentException("no curve");
        }
        ByteBuffer identifier = value(key);
        byte[] curve = new byte[identifier.remaining()];
        identifier.get(curve);
        return curve;
    }

    /** What is inside the element that begins here; afterwards the buffer stands behind it. */
    private static ByteBuffer value(ByteBuffer from) {
        byte unusedTag = from.get();
        int length = from.get() & 0xff;
        if (length > 0x7f) {
            int bytes = length & 0x7f;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | (from.get() & 0xff);
            }
        }
        ByteBuffer value = from.slice(from.position(), length);
        from.position(from.position() + length);
        return value;
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length > 0xff) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length > 0x7f) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
