#!/usr/bin/env node
// Reads UltraCascade's signals from its Redis stream: each once, in order, over restarts of Redis and of itself.
//
//     node subscribe.mjs [--host 127.0.0.1] [--port 6379] [--stream cascade:stream] [--state FILE] [--count N]
//
// The id of the last entry dealt with is kept in FILE, so the next start goes on behind it. Node alone is enough; with the
// package "redis" the same is one call: client.xRead({ key: stream, id: lastId }, { COUNT: 100, BLOCK: 1000 }).
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '6379' },
    stream: { type: 'string', default: 'cascade:stream' },
    state: { type: 'string', default: 'last-id.txt' },
    count: { type: 'string', default: '0' },
  },
});

// As much of the Redis protocol as a subscriber needs: one command, one reply.
class Redis {
  constructor(socket) {
    this.socket = socket;
    this.bytes = Buffer.alloc(0);
    socket.on('data', data => { this.bytes = Buffer.concat([this.bytes, data]); this.answer(); });
    socket.on('error', error => this.fail(error));
    socket.on('close', () => this.fail(new Error('Redis closed the connection')));
  }

  static connect(host, port) {
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host, port }, () => { socket.off('error', reject); resolve(new Redis(socket)); });
      socket.once('error', reject);
    });
  }

  call(...words) {
    const parts = words.map(word => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
    this.socket.write(`*${words.length}\r\n${parts.join('')}`);
    return new Promise((resolve, reject) => { this.waiting = { resolve, reject }; this.answer(); });
  }

  fail(error) {
    this.error = error;
    this.waiting?.reject(error);
    this.socket.destroy();
  }

  answer() {
    if (!this.waiting) return;
    if (this.error) { this.waiting.reject(this.error); return; }
    this.at = 0;
    const value = this.parse();
    if (value === undefined) return;
    this.bytes = this.bytes.subarray(this.at);
    const { resolve, reject } = this.waiting;
    this.waiting = null;
    if (value instanceof Error) reject(value); else resolve(value);
  }

  // A value, or undefined while its bytes are not all there.
  parse() {
    const end = this.bytes.indexOf('\r\n', this.at);
    if (end < 0) return undefined;
    const kind = String.fromCharCode(this.bytes[this.at]);
    const rest = this.bytes.toString('utf8', this.at + 1, end);
    this.at = end + 2;
    if (kind === '-') return new Error(rest);
    if (kind === '+' || kind === ':') return rest;
    const size = Number(rest);
    if (size < 0) return null;
    if (kind === '$') {
      if (this.bytes.length < this.at + size + 2) return undefined;
      const text = this.bytes.toString('utf8', this.at, this.at + size);
      this.at += size + 2;
      return text;
    }
    const list = [];
    for (let i = 0; i < size; i++) {
      const item = this.parse();
      if (item === undefined) return undefined;
      list.push(item);
    }
    return list;
  }
}

function load(path) {
  try { return readFileSync(path, 'utf8').trim() || '0-0'; } catch { return '0-0'; }
}

// Under another name first: half a file would be no place to go on from.
function save(path, last) {
  writeFileSync(path + '.new', last);
  renameSync(path + '.new', path);
}

// What your bot does with a signal.
function dealWith(id, fields) {
  const signal = JSON.parse(fields.data);
  if (fields.level === 'GAP') {
    console.log(`${id} GAP ${signal.lost} signals are gone for good`);
    return;
  }
  console.log(`${id} ${signal.symbol} ${signal.signal} ${(signal.probability * 100).toFixed(2)}%`);
}

let last = load(options.state);
let seen = 0;
for (;;) {
  try {
    const redis = await Redis.connect(options.host, Number(options.port));
    for (;;) {
      const reply = await redis.call('XREAD', 'COUNT', 100, 'BLOCK', 1000, 'STREAMS', options.stream, last);
      for (const [id, pairs] of reply?.[0]?.[1] ?? []) {
        const fields = {};
        for (let i = 0; i < pairs.length; i += 2) fields[pairs[i]] = pairs[i + 1];
        dealWith(id, fields);
        last = id;
        save(options.state, last);
        if (++seen === Number(options.count)) process.exit(0);
      }
    }
  } catch (error) {
    console.error(`waiting for Redis: ${error.message}`);
    await new Promise(resolve => setTimeout(resolve, 300));
  }
}
