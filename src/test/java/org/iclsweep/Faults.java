package org.iclsweep;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.HttpResponse;
import org.gaul.s3proxy.blobstore.HttpResponseException;
import org.gaul.s3proxy.blobstore.domain.Blob;
import org.gaul.s3proxy.blobstore.domain.BlobMetadata;
import org.gaul.s3proxy.blobstore.domain.PageSet;
import org.gaul.s3proxy.blobstore.domain.StorageMetadata;
import org.gaul.s3proxy.blobstore.options.CopyOptions;
import org.gaul.s3proxy.blobstore.options.GetOptions;
import org.gaul.s3proxy.blobstore.options.ListContainerOptions;
import org.gaul.s3proxy.blobstore.options.PutOptions;

/** What goes wrong in an object store, at moments that a seed determines. */
public final class Faults {
  /** What may go wrong with a request. */
  public enum Fault {
    /** The answer is 503, and nothing was done. */
    REFUSED,
    /** The answer is 500, but the request was carried out. */
    ANSWER_LOST,
    /** The answer comes late. */
    SLOW
  }

  private static final long SLOW_MILLIS = 300;

  /** How long a listing does not show what has changed. */
  private static final long LAG_MILLIS = 1500;

  private final Random random;
  private final Map<Fault, Double> rates = new EnumMap<>(Fault.class);
  private final Map<Fault, Integer> counts = new EnumMap<>(Fault.class);
  private final Map<String, Listing> listings = new HashMap<>();
  private boolean listingsLag;
  private int late;
  private int alive = Integer.MAX_VALUE;

  /** A listing and when it was made. */
  private record Listing(PageSet<? extends StorageMetadata> listing, long nanos) {}

  /** Nothing goes wrong until it is told to. */
  public Faults(long seed) {
    this.random = new Random(seed);
  }

  /** From now on a fault happens to this part of all requests. */
  public synchronized void happen(Fault fault, double rate) {
    rates.put(fault, rate);
  }

  /** From now on a listing may be repeated instead of made anew. */
  public synchronized void listingsLag() {
    listingsLag = true;
  }

  /** After so many more requests all are refused. */
  public synchronized void dieAfter(int requests) {
    alive = requests;
  }

  /** Ends all faults. */
  public synchronized void end() {
    alive = Integer.MAX_VALUE;
    rates.clear();
    listingsLag = false;
  }

  /** How often a fault has happened. */
  public synchronized int count(Fault fault) {
    return counts.getOrDefault(fault, 0);
  }

  /** How many listings differed from what they should have shown. */
  public synchronized int late() {
    return late;
  }

  private synchronized boolean happens(Fault fault) {
    boolean happens = random.nextDouble() < rates.getOrDefault(fault, 0.0);
    if (happens) {
      counts.merge(fault, 1, Integer::sum);
    }
    return happens;
  }

  /** A store that these faults happen to. */
  BlobStore around(BlobStore store) {
    return new ForwardingBlobStore(store) {
      @Override
      public PageSet<? extends StorageMetadata> list(String bucket, ListContainerOptions options) {
        return answer(() -> listed(options.toString(), super.list(bucket, options)));
      }

      @Override
      public String putBlob(String bucket, Blob blob, PutOptions options) {
        return answer(() -> super.putBlob(bucket, blob, options));
      }

      @Override
      public String copyBlob(
          String bucket, String from, String toBucket, String to, CopyOptions options) {
        return answer(() -> super.copyBlob(bucket, from, toBucket, to, options));
      }

      @Override
      public BlobMetadata blobMetadata(String bucket, String name) {
        return answer(() -> super.blobMetadata(bucket, name));
      }

      @Override
      public Blob getBlob(String bucket, String name, GetOptions options) {
        return answer(() -> super.getBlob(bucket, name, options));
      }

      @Override
      public void removeBlob(String bucket, String name) {
        var unused =
            answer(
                () -> {
                  super.removeBlob(bucket, name);
                  return name;
                });
      }

      @Override
      public void removeBlobs(String bucket, Iterable<String> names) {
        var unused =
            answer(
                () -> {
                  super.removeBlobs(bucket, names);
                  return names;
                });
      }
    };
  }

  private <T> T answer(Supplier<T> request) {
    if (happens(Fault.SLOW)) {
      try {
        Thread.sleep(SLOW_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (dead() || happens(Fault.REFUSED)) {
      throw new HttpResponseException(new HttpResponse(503, null));
    }
    T answer = request.get();
    if (happens(Fault.ANSWER_LOST)) {
      throw new HttpResponseException(new HttpResponse(500, null));
    }
    return answer;
  }

  private synchronized boolean dead() {
    alive = Math.max(alive - 1, -1);
    return alive < 0;
  }

  private synchronized PageSet<? extends StorageMetadata> listed(
      String what, PageSet<? extends StorageMetadata> now) {
    Listing before = listings.get(what);
    boolean fresh = before == null || System.nanoTime() - before.nanos > LAG_MILLIS * 1_000_000;
    if (!listingsLag || fresh) {
      listings.put(what, new Listing(now, System.nanoTime()));
      return now;
    }
    late += now.toString().equals(before.listing.toString()) ? 0 : 1;
    return before.listing;
  }
}
