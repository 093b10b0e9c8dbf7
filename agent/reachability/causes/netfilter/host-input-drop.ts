import type { Cause, Finding } from '../cause.ts'
import { acceptCommands } from '../reading/accept-commands.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { commandIn } from '../reading/command-in.ts'
import { isHost } from '../reading/host-space.ts'
import { shellWord } from '../reading/shell-word.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'

export const hostInputDrop: Cause = {
  id: 'host-input-drop',
  layer: 'netfilter',
  symptom: 'A container does not reach a port of the host (time out, or refused); containers reach each other.',
  confirm: 'The counter of the rule, or of the policy, of INPUT rises; with ufw the log says "[UFW BLOCK] IN=docker0".',
  more: 'https://github.com/moby/moby/issues/27817',
  explain: ofRule((stopped, finding) => {
    const { loss, hook, isBridged } = stopped
    if (hook !== 'input' || isBridged || finding.lostOn !== 'request') return null
    const { device, space } = loss
    if (device?.kind !== 'bridge' || !isHost(space, finding.scene.snapshot)) return null
    return blameRule(finding, stopped, {
      because: `nothing else lets in to the host what comes by ${device.name}`,
      remedy: [allow(stopped, finding, device.name)].flat(),
    })
  }),
}

const allow = (stopped: StoppedByRule, finding: Finding, bridge: string): string | readonly string[] => {
  const { port, protocol } = finding.exchange?.probe ?? {}
  if (!isUfws(stopped) || port === undefined) return acceptCommands(stopped, finding)
  return commandIn(stopped.loss.space, `ufw allow in on ${shellWord(bridge)} to any port ${port} proto ${protocol}`)
}

const isUfws = ({ blamed, isPolicy, rule }: StoppedByRule): boolean =>
  blamed.author === 'ufw' || (isPolicy && rule.table.chains.some(({ name }) => name.startsWith('ufw')))
