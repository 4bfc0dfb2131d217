package dev.o1pruner.experiment;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.commons.encoding.RGBEncoder;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * A plot in the grammar of graphics, drawn by Lets-Plot as SVG text: columns of data, layers of
 * geometry, scales. The same data give the same text. Needs neither AWT nor fonts.
 */
public final class Plot {

  /** Okabe and Ito's colours, told apart by people who see colours differently, dark ones first. */
  public static final List<String> COLOURS =
      List.of(
          "#5A5A5A", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000");

  /** Lets-Plot's numbers of filled and of hollow shapes. */
  private static final List<Integer> SHAPES = List.of(16, 17, 15, 18, 1, 2, 0, 5, 8, 4, 3);

  private static final RGBEncoder NO_BITMAPS =
      (width, height, pixels) -> {
        throw new IllegalStateException("a plot of lines and bars has no bitmaps");
      };
  private static final Pattern ID = Pattern.compile(" id=\"(\\w+)\"");

  private final Map<String, Object> data = new LinkedHashMap<>();
  private final Map<String, Object> mapping = new LinkedHashMap<>();
  private final List<Object> layers = new ArrayList<>();
  private final List<Object> scales = new ArrayList<>();
  private final Map<String, Object> theme = new LinkedHashMap<>();
  private final Map<String, Object> spec = new LinkedHashMap<>();

  /**
   * An empty plot.
   *
   * @param title above it
   */
  public Plot(String title, int width, int height) {
    spec.put("kind", "plot");
    spec.put("ggtitle", mutable(Map.of("text", title)));
    spec.put("ggsize", mutable(Map.of("width", width, "height", height)));
    spec.put("theme", theme);
    theme.put("name", "minimal");
  }

  /** Adds columns of numbers or names. */
  public Plot columns(Map<String, ? extends List<?>> columns) {
    columns.forEach(this::column);
    return this;
  }

  /** Adds a column of numbers or names. */
  public Plot column(String name, List<?> values) {
    data.put(name, new ArrayList<>(values));
    return this;
  }

  /** Shows a column on an axis that starts where the data do. */
  public Plot axis(String aesthetic, String column, String label) {
    mapping.put(aesthetic, column);
    scales.add(mutable(Map.of("aesthetic", aesthetic, "name", label)));
    return this;
  }

  /** Shows a column of names on an axis, in the order in which they first appear. */
  public Plot names(String aesthetic, String column, String label) {
    mapping.put(aesthetic, column);
    scales.add(mutable(Map.of("aesthetic", aesthetic, "name", label, "discrete", true)));
    return this;
  }

  /**
   * Shows a column of names, which must be there already, by colour or shape, in the order in which
   * they first appear. Of more names than {@link #COLOURS}, the first ones' colours come again.
   */
  public Plot colours(String column, String... aesthetics) {
    long names = ((List<?>) checkNotNull(data.get(column), column)).stream().distinct().count();
    for (String aesthetic : aesthetics) {
      mapping.put(aesthetic, column);
      Map<String, Object> scale = mutable(Map.of("aesthetic", aesthetic, "name", ""));
      List<?> palette = aesthetic.equals("shape") ? SHAPES : COLOURS;
      List<Object> values = new ArrayList<>();
      for (int name = 0; name < names; name++) {
        values.add(palette.get(name % palette.size()));
      }
      scale.put("values", values);
      scales.add(scale);
    }
    return this;
  }

  /**
   * Adds a layer.
   *
   * @param geom such as {@code point}, {@code line}, {@code bar}
   * @param settings of the layer; {@code mapping} may map further columns
   */
  public Plot layer(String geom, Map<String, ?> settings) {
    Map<String, Object> layer = mutable(settings);
    layer.put("geom", geom);
    if (settings.get("mapping") instanceof Map<?, ?> further) {
      layer.put("mapping", new LinkedHashMap<>(further));
    }
    layers.add(layer);
    return this;
  }

  /** Draws one panel per name in a column, each with its own scales. */
  public Plot facets(String column, int columns) {
    spec.put(
        "facet",
        mutable(
            Map.of(
                "name",
                "wrap",
                "facets",
                new ArrayList<>(List.of(column)),
                "ncol",
                columns,
                "scales",
                "free")));
    return this;
  }

  /** Explains colours above the panels rather than beside them. */
  public Plot legendAbove() {
    theme.put("legend_position", "top");
    return this;
  }

  /** Draws it, once. */
  public String svg() {
    checkArgument(!layers.isEmpty(), "a plot needs a layer");
    spec.put("data", data);
    spec.put("mapping", mapping);
    spec.put("layers", layers);
    spec.put("scales", scales);
    return withOwnIds(
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(spec, null, NO_BITMAPS, false));
  }

  /** Lets-Plot's ids are random: these depend on the drawing, and differ within a page. */
  private static String withOwnIds(String svg) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(svg);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    String plain = svg;
    for (int i = 0; i < ids.size(); i++) {
      plain = plain.replace(ids.get(i), "id" + i + "-");
    }
    String prefix = "p" + Integer.toHexString(plain.hashCode()) + "-";
    for (int i = 0; i < ids.size(); i++) {
      plain = plain.replace("id" + i + "-", prefix + i + "-");
    }
    return plain;
  }

  private static Map<String, Object> mutable(Map<String, ?> map) {
    return new LinkedHashMap<>(map); // Lets-Plot changes what it is given
  }
}
