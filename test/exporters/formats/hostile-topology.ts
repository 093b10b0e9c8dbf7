import fc from 'fast-check'
import { relate } from '../../../agent/topology/graph.ts'
import { GraphBuilder } from './graph-builder.ts'
import type { Sample } from './sample-topology.ts'

/** Text that somebody chose who wants to harm: any characters, and pieces of every language that we write. */
export const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '\\',
        '\\N',
        '<b>',
        '</b>',
        '&lt;',
        ']]>',
        '<!--',
        '%%{init:{}}%%',
        '\n',
        '\r',
        '\x1b[2J',
        '\u202e',
        '#35;',
        '`',
        '|',
        '-->',
        '];',
        '})',
        '{',
        'end',
        'x',
        '\ud800',
        '\ufffe',
        '\0',
        '%',
        ';',
        '//',
        '/*',
        'subgraph',
        'click a "http://x"',
      ),
      { maxLength: 8 },
    )
    .map((pieces) => pieces.join('')),
)

/** A small topology in which every text is hostile, keys included where the name of a container makes one. */
export const hostileTopology: fc.Arbitrary<Sample> = fc
  .record({
    hostname: word,
    netns: word,
    command: word,
    link: word,
    alias: word,
    type: word,
    address: word,
    container: word,
    image: word,
    project: word,
    network: word,
    driver: word,
    gateway: word,
    state: word,
    message: word,
    label: word,
    ip: word,
  })
  .map((words) => {
    const build = new GraphBuilder({ hostname: words.hostname, os: words.hostname, kernel: words.hostname })
    const root = build.netns(1, { root: true })
    const blue = build.netns(2, { names: [words.netns], command: words.command, pids: [7] })
    const bridge = build.interface(root, 2, {
      name: words.link,
      type: 'bridge',
      alias: words.alias,
      altNames: [words.link],
    })
    const [end] = build.pair(
      [root, 3, { name: words.link, addresses: [words.address] }],
      [blue, 4, { name: words.link, addresses: [words.address], counters: { rxBytes: 2n ** 64n - 1n } }],
    )
    build.port(end, bridge, words.state, [words.state])
    build.interface(root, 5, { name: words.link, type: words.type, details: { mode: words.type } })
    relate(build.graph, [bridge, 'world'], { kind: 'uplink', gateways: [words.gateway] })
    const network = build.network('hostile', { name: words.network, driver: words.driver, subnets: [words.address] })
    const key = `ctr:${words.container}`
    build.graph.addNode(key, {
      kind: 'container',
      id: words.container,
      name: words.container,
      runtime: words.type,
      image: words.image,
      state: words.state,
      health: words.state,
      networkMode: words.network,
      labels: { [words.label]: words.label },
      project: words.project,
      service: words.project,
      pid: 1,
      netns: blue,
      listeners: [
        { protocol: 'tcp', address: words.ip, port: 80, onlyIpv6: false, device: words.link, process: words.command },
      ],
    })
    relate(build.graph, [key, blue], { kind: 'runs-in' })
    build.attach(key, network, [words.address])
    build.publish(key, words.ip, 80, 80)
    const problem = { collector: words.type, kind: 'denied', about: words.netns, message: words.message } as const
    const engine = { address: '', version: words.hostname, apiVersion: '', pid: 0, netns: '1' }
    const snapshot = { takenAt: '2026-01-01T00:00:00.000Z', engine, problems: [problem] }
    return { topology: build.graph, options: { snapshot, color: false, columns: 80 } }
  })
