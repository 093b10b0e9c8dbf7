import type { Container } from '../../../collectors/containers/record.ts'
import type { causeLayers } from '../answer.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { Resolution } from '../names/names.ts'
import type { RuleReference } from '../netfilter/rule-reference.ts'
import type { Scene } from '../scene/scene.ts'
import type { Space } from '../scene/space.ts'
import type { Loss } from '../trial.ts'

/** What is to be explained. */
export interface Finding {
  readonly scene: Scene
  /** Null: beyond the uplink. */
  readonly source: Space | null
  readonly sourceContainer: Container | null
  /** Whom the destination means, where that is known; its packets may go elsewhere. */
  readonly target: Space | null
  readonly targetContainer: Container | null
  /** How the source found the destination by its name, or would find it; null where it was given by address. */
  readonly resolution: Resolution | null
  /** Null: nothing could even be sent, as the destination has no address. */
  readonly exchange: Exchange | null
  /** What stopped it; null for what a loss does not show (the service does not answer, a name). */
  readonly loss: Loss | null
  readonly lostOn: 'request' | 'reply' | null
}

export interface Evidence {
  /** `netns 4026531840 (host), table filter, chain DOCKER-USER, rule 2` */
  readonly where: string
  /** As the tool that shows it writes it. */
  readonly fact: string
  /** Key in the graph. */
  readonly object?: string
}

/** What a cause says of one case. */
export interface Explanation {
  /** One sentence: who does what to the packet. */
  readonly summary: string
  readonly evidence: readonly Evidence[]
  /** Commands that can be pasted, in the namespace where they belong (`nsenter --net=/proc/PID/ns/net …`, `docker …`); a line that begins with `#` is advice. */
  readonly remedy: readonly string[]
  readonly rule?: RuleReference
}

/** An entry of the failure catalogue. */
export interface Cause {
  /** As the catalogue has it: `filter-drop-forward`. */
  readonly id: string
  readonly layer: (typeof causeLayers)[number]
  /** What people see. */
  readonly symptom: string
  /** How to make sure. */
  readonly confirm: string
  /** Docker's, the kernel's or a standard's page, or the issue where it is described. */
  readonly more: string
  /** Null: it is not this. The first cause of the list that explains a finding is named: the special ones stand before the general. */
  readonly explain: (finding: Finding) => Explanation | null
  /** Of what gets through: what is worth knowing all the same. Absent: nothing ever is. */
  readonly warn?: (finding: Finding) => Explanation | null
}
