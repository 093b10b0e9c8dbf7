import { writeFileSync } from 'node:fs'
import { type DockerHost, openLab } from '../lab/lab.ts'
import { type DockerSetting, dockerSettings } from './docker-settings.ts'

/** Records the rules that a real engine writes in every network option. Run as root: `node test/rulesets/record-docker.ts`. */
const save = async (host: DockerHost, setting: DockerSetting): Promise<void> => {
  const version = await host.cli('version', '--format', '{{.Server.Version}}')
  for (const [family, tool] of [
    ['ipv4', 'iptables-save'],
    ['ipv6', 'ip6tables-save'],
  ] as const) {
    const { stdout } = await host.exec([tool])
    const rules = stdout
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join('\n')
    if (rules.trim() === '') continue
    const head = `# Docker ${version}: ${setting.about}. Written by the engine, read by ${tool}.\n`
    writeFileSync(new URL(`iptables/docker-${setting.name}.${family}.rules`, import.meta.url), head + rules)
  }
}

for (const setting of dockerSettings) {
  await using lab = await openLab()
  const host = await lab.dockerHost({ name: 'docker', args: setting.args })
  for (const command of setting.commands) await host.cli(...command)
  await save(host, setting)
}
