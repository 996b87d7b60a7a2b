package org.iclsweep.cli;

import java.util.ArrayList;
import java.util.List;
import org.ejml.EjmlVersion;
import org.iclsweep.spark.Session;
import org.iclsweep.sweep.BuildCommit;
import org.iclsweep.sweep.Trial;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    List<String> lines = new ArrayList<>();
    BuildCommit commit = BuildCommit.read();
    lines.add("icl-sweep, commit " + commit.id() + (commit.dirty() ? " with changes" : ""));
    lines.add("mathematics version " + Trial.VERSION);
    lines.add("kernel " + Trial.kernel());
    lines.add("Spark " + Session.version());
    lines.add("EJML " + EjmlVersion.VERSION);
    lines.add(System.getProperty("java.vm.name") + " " + Runtime.version());
    return lines.toArray(String[]::new);
  }
}
