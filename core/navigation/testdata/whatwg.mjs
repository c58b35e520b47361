// Reads a JSON array of addresses from standard input and prints what the
// URL parser of browsers makes of each.
import { readFileSync } from 'node:fs'

const read = (input) => {
  try {
    const u = new URL(input)
    return {
      ok: true,
      scheme: u.protocol.slice(0, -1),
      host: u.hostname,
      port: u.port,
      path: u.pathname,
      query: u.search,
      fragment: u.hash,
      user: u.username + u.password,
      origin: u.origin,
    }
  } catch {
    return { ok: false }
  }
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(read)))
