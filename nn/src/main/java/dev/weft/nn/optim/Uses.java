package dev.weft.nn.optim;

import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What expressions use: the parameters they read, and the running statistics they carry. Of several
 * assignments to one parameter the newest counts.
 *
 * @param read parameters that are read
 * @param carried assignments, at most one for a parameter
 */
record Uses(Set<Parameter> read, List<Update> carried) {
  static Uses of(List<Tensor> expressions) {
    Set<Parameter> read = new HashSet<>();
    List<Tensor> assigning = new ArrayList<>();
    Walk walk = Walk.of(expressions);
    for (int i = 0; i < walk.count(); i++) {
      Tensor tensor = walk.tensor(i);
      if (tensor.op() instanceof Op.Read(var parameter, var _)) {
        read.add(parameter);
      } else if (tensor.op() instanceof Op.Assigning) {
        assigning.add(tensor);
      }
    }
    return new Uses(read, newest(assigning));
  }

  private static List<Update> newest(List<Tensor> assigning) {
    assigning.sort(Comparator.comparingLong(Tensor::id));
    Map<Parameter, Update> last = new LinkedHashMap<>();
    for (Tensor tensor : assigning) {
      ((Op.Assigning) tensor.op())
          .updates()
          .forEach(update -> last.put(update.parameter(), update));
    }
    return List.copyOf(last.values());
  }
}
