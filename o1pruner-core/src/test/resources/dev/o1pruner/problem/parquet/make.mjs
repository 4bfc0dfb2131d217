// Writes the Parquet files of this directory with writers that share no code with ours:
//   npm i apache-arrow parquet-wasm hyparquet-writer && node make.mjs
// parquet-wasm 0.8.0 is Rust's arrow-parquet, hyparquet-writer 0.17.0 is JavaScript.
import { readFileSync, writeFileSync } from "fs";
import { tableToIPC, vectorFromArray, Table, Utf8, Int64, Float64, Bool, List, Field } from "apache-arrow";
import * as wasm from "parquet-wasm/esm/parquet_wasm.js";
import { createRequire } from "module";
import { parquetWriteBuffer } from "hyparquet-writer";

const require = createRequire(import.meta.url);
wasm.initSync({ module: readFileSync(require.resolve("parquet-wasm/esm/parquet_wasm_bg.wasm")) });

const n = 300;
const rows = [...Array(n).keys()];
const question = rows.map((i) => `What is ${i} + π?`);
const answer = rows.map((i) => `It is so.\n#### ${i * 1000}`);
const level = rows.map((i) => (i % 3 === 0 ? null : `Level ${i % 5}`));
const year = rows.map((i) => BigInt(2000 + (i % 7)));
const weight = rows.map((i) => i / 4);
const hard = rows.map((i) => i % 2 === 0);
const tags = rows.map((i) => ["a", `b${i}`]);

const table = new Table({
  question: vectorFromArray(question, new Utf8()),
  answer: vectorFromArray(answer, new Utf8()),
  level: vectorFromArray(level, new Utf8()),
  year: vectorFromArray(year, new Int64()),
  weight: vectorFromArray(weight, new Float64()),
  hard: vectorFromArray(hard, new Bool()),
  tags: vectorFromArray(tags, new List(new Field("item", new Utf8()))),
});
const write = (name, build) => {
  const props = build(new wasm.WriterPropertiesBuilder()).build();
  const arrow = wasm.Table.fromIPCStream(tableToIPC(table, "stream"));
  writeFileSync(name, wasm.writeParquet(arrow, props));
};
write("snappy.parquet", (b) => b.setCompression(wasm.Compression.SNAPPY).setMaxRowGroupSize(128));
write("gzip-v2.parquet", (b) =>
  b.setCompression(wasm.Compression.GZIP).setWriterVersion(wasm.WriterVersion.V2).setDictionaryEnabled(true));
write("plain.parquet", (b) => b.setCompression(wasm.Compression.UNCOMPRESSED).setDictionaryEnabled(false));
write("zstd.parquet", (b) => b.setCompression(wasm.Compression.ZSTD));
writeFileSync(
  "hyparquet.parquet",
  Buffer.from(
    parquetWriteBuffer({
      columnData: [
        { name: "question", data: question, type: "STRING" },
        { name: "answer", data: answer, type: "STRING" },
        { name: "level", data: level, type: "STRING" },
        { name: "year", data: year, type: "INT64" },
        { name: "weight", data: weight, type: "DOUBLE" },
        { name: "hard", data: hard, type: "BOOLEAN" },
      ],
    }),
  ),
);
