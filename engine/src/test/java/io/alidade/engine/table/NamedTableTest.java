package io.alidade.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.alidade.testkit.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedTableTest {
    @Test
    void changes_fewNames_areThoseOfALinkedHashMap() {
        compareWithLinkedHashMap(500, 6, 30);
    }

    @Test
    void changes_namesOfSeveralBlocks_areThoseOfALinkedHashMap() {
        compareWithLinkedHashMap(60, 99, 300);
    }

    private static void compareWithLinkedHashMap(int cases, int lastName, int steps) {
        Property.check("changes", cases, random -> {
            NamedTable<Integer> table = NamedTable.empty();
            Map<String, Integer> map = new LinkedHashMap<>();
            List<String> changes = new ArrayList<>();
            int putChance = random.between(20, 80);
            for (int name = random.between(0, lastName + 1); name <= lastName; name++) {
                table = table.with("n" + name, name);
                map.put("n" + name, name);
            }
            for (int step = random.growing(0, steps); step > 0; step--) {
                String name = "n" + random.between(0, lastName);
                int value = random.between(0, 3);
                boolean puts = random.chance(putChance);
                changes.add((puts ? "+" : "-") + name);
                random.note("changes", changes);
                NamedTable<Integer> before = table;
                Map<String, Integer> mapBefore = new LinkedHashMap<>(map);
                table = puts ? table.with(name, value) : table.without(name);
                if (puts) {
                    map.put(name, value);
                } else {
                    map.remove(name);
                }
                assertSame(table, map);
                assertSame(before, mapBefore);
                assertThat(table.equals(before)).isEqualTo(map.equals(mapBefore)
                        && List.copyOf(map.keySet()).equals(List.copyOf(mapBefore.keySet())));
            }
        });
    }

    private static void assertSame(NamedTable<Integer> table, Map<String, Integer> map) {
        assertThat(table.names()).isEqualTo(List.copyOf(map.keySet()));
        assertThat(table.size()).isEqualTo(map.size());
        assertThat(table.isEmpty()).isEqualTo(map.isEmpty());
        Map<String, Integer> visited = new LinkedHashMap<>();
        table.forEach(visited::put);
        assertThat(visited).isEqualTo(map);
        NamedTable<Integer> copy = NamedTable.empty();
        for (Map.Entry<String, Integer> entry : map.entrySet()) {
            assertThat(table.find(entry.getKey())).contains(entry.getValue());
            copy = copy.with(entry.getKey(), entry.getValue());
        }
        assertThat(table).isEqualTo(copy).hasSameHashCodeAs(copy);
        assertThat(table.find("absent")).isEmpty();
        assertThat(table.orElse("absent", 9)).isEqualTo(9);
        assertThat(table.contains("absent")).isFalse();
    }

    @Test
    void without_everyNameInOrder_leavesTheOthersInOrder() {
        NamedTable<Integer> table = NamedTable.empty();
        Map<String, Integer> map = new LinkedHashMap<>();
        for (int name = 0; name < 70; name++) {
            table = table.with("n" + name, name);
            map.put("n" + name, name);
        }
        for (int name = 0; name < 70; name++) {
            table = table.without("n" + name);
            map.remove("n" + name);
            assertSame(table, map);
        }
    }

    @Test
    void without_absentName_isTheSameTable() {
        NamedTable<Integer> table = NamedTable.<Integer>empty().with("a", 1);
        assertThat(table.without("b")).isSameAs(table);
        assertThat(table).isNotEqualTo(NamedTable.<Integer>empty().with("a", 2)).isNotEqualTo("a");
    }
}
