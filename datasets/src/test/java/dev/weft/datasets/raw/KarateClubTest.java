package dev.weft.datasets.raw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.datasets.SampleData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KarateClubTest {
  private static Set<String> pairs(RawNodes nodes) {
    Set<String> pairs = new TreeSet<>();
    for (int e = 0; e < nodes.arcs().size(); e++) {
      pairs.add(nodes.arcs().src()[e] + "-" + nodes.arcs().dst()[e]);
    }
    return pairs;
  }

  @Test
  void theClubHas78FriendshipsAndSplitsInHalves() {
    RawNodes club = KarateClub.generate();
    assertEquals(34, club.numNodes());
    assertEquals(156, club.arcs().size());
    assertEquals(156, pairs(club).size());
    int officers = 0;
    for (int label : club.labels()) {
      officers += label;
    }
    assertEquals(17, officers);
    assertEquals(0, club.labels()[0]);
    assertEquals(1, club.labels()[33]);
  }

  @Test
  void nodesHaveZacharysNumbers() {
    RawNodes club = KarateClub.generate();
    int[] degrees = new int[34];
    for (int u : club.arcs().src()) {
      degrees[u]++;
    }
    // As NetworkX counts them.
    int[] expected = {
      16, 9, 10, 6, 3, 4, 4, 4, 5, 2, 3, 1, 2, 5, 2, 2, 2, 2, 2, 3, 2, 2, 2, 5, 3, 3, 2, 4, 3, 4, 4,
      6, 12, 17
    };
    assertArrayEquals(expected, degrees);
  }

  @Test
  void theClubIsThatOfThePublishedFile() throws IOException {
    Path file = SampleData.with("karate/karate.adjlist").resolve("karate/karate.adjlist");
    Set<String> published = new TreeSet<>();
    for (String line : Files.readAllLines(file)) {
      String[] ids = line.strip().split(" +", -1);
      for (int i = 1; i < ids.length; i++) {
        int u = Integer.parseInt(ids[0]) - 1;
        int v = Integer.parseInt(ids[i]) - 1;
        published.add(u + "-" + v);
        published.add(v + "-" + u);
      }
    }
    assertEquals(published, pairs(KarateClub.generate()));
  }
}
