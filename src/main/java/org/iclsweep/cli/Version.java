package org.iclsweep.cli;

import java.util.ArrayList;
import java.util.List;
import org.ejml.EjmlVersion;
import org.iclsweep.spark.Session;
import org.iclsweep.sweep.BuildCommit;
import org.iclsweep.sweep.Trial;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    List<String> lines = new ArrayList<>();
    BuildCommit commit = BuildCommit.read();
    lines.add(
        "icl-sweep %s, commit %s of %s%s"
            .formatted(
                commit.version(),
                commit.id(),
                commit.date(),
                commit.dirty() ? " with changes" : ""));
    lines.add("mathematics version " + Trial.VERSION);
    lines.add("kernel " + Trial.kernel());
    lines.add("Spark " + Session.version());
    lines.add("EJML " + EjmlVersion.VERSION);
    lines.add(System.getProperty("java.vm.name") + " " + Runtime.version());
    return lines.toArray(String[]::new);
  }
}
