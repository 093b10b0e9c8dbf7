import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkoutRoot } from './commands/checkout.ts'
import { runCommand } from './commands/run-command.ts'

interface Call {
  readonly call: string
  readonly arguments: readonly unknown[]
  readonly options: Readonly<Record<string, unknown>>
  readonly machine?: readonly Call[]
}

const ruby = (...args: string[]): string => {
  const { status, stdout, stderr } = runCommand(['ruby', ...args], { cwd: checkoutRoot })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}

const { calls } = JSON.parse(ruby(join(import.meta.dirname, 'vagrant-stub.rb'), 'Vagrantfile')) as { calls: Call[] }
const machines = calls.filter((call) => call.call === 'define')
const named = (machine: Call | undefined, call: string): readonly Call[] =>
  machine?.machine?.filter((made) => made.call === call) ?? []
const scriptsOf = (machine: Call): string =>
  named(machine, 'provision')
    .map((call) => call.options['inline'])
    .join('\n')

describe('the Vagrantfile', () => {
  test('is Ruby without warnings', () => {
    expect(ruby('-wc', 'Vagrantfile')).toBe('Syntax OK\n')
  })

  test('has a machine for every distribution, and one with cgroup v1', () => {
    expect(machines.map((machine) => machine.arguments[0])).toEqual([
      'debian12',
      'debian13',
      'ubuntu2404',
      'debian12-cgroup1',
    ])
    const [v1] = named(machines[3], 'provision')
    expect(v1?.options).toMatchObject({
      reboot: true,
      inline: expect.stringContaining(
        'systemd.unified_cgroup_hierarchy=0 systemd.legacy_systemd_cgroup_controller=yes',
      ),
    })
    for (const machine of machines.slice(0, 3)) expect(scriptsOf(machine)).not.toContain('cgroup')
  })

  test('leaves out of the guest what has to be built there', () => {
    const folder = calls.find((call) => call.call === 'synced_folder' && call.arguments[1] === '/opt/netloupe')
    expect(folder?.options).toMatchObject({
      type: 'rsync',
      owner: 'root',
      rsync__exclude: expect.arrayContaining(['node_modules/', 'dist/']),
    })
  })

  test.each(machines.map((machine) => [machine.arguments[0], machine] as const))(
    '%s runs the service with Docker',
    (_, machine) => {
      expect(scriptsOf(machine)).toMatch(/apt-get install .*docker\.io .*npm/)
      expect(scriptsOf(machine)).toContain('npm run build')
      expect(scriptsOf(machine)).toContain('install -m 644 deploy/systemd/netloupe.service /etc/systemd/system/')
      expect(scriptsOf(machine)).toContain('systemctl enable netloupe')
    },
  )

  test('forwards a port of its own to each machine, from the loopback only', () => {
    const ports = machines.flatMap((machine) => named(machine, 'network'))
    expect(ports).toHaveLength(machines.length)
    for (const port of ports) {
      expect(port.arguments).toEqual(['forwarded_port'])
      expect(port.options).toMatchObject({ guest: 9474, host_ip: '127.0.0.1' })
    }
    expect(new Set(ports.map((port) => port.options['host'])).size).toBe(machines.length)
  })
})

describe('the systemd service', () => {
  const service = readFileSync(join(checkoutRoot, 'deploy/systemd/netloupe.service'), 'utf8')

  test('listens on the loopback by default', () => {
    expect(service).toContain('\nEnvironment=NETLOUPE_LISTEN=127.0.0.1:9474\n')
    expect(service).toContain(`\nExecStart=/opt/netloupe/netloupe agent --listen \${NETLOUPE_LISTEN}\n`)
  })

  test('holds these capabilities and no other', () => {
    const bound = /^CapabilityBoundingSet=(.*)$/m.exec(service)?.[1]?.split(' ').sort()
    const reading = ['CAP_NET_ADMIN', 'CAP_NET_BROADCAST', 'CAP_SYS_ADMIN', 'CAP_SYS_PTRACE']
    expect(bound).toEqual([...reading, 'CAP_KILL', 'CAP_SETGID', 'CAP_SETUID'].sort())
    expect(service).toMatch(/^NoNewPrivileges=yes$/m)
  })
})
