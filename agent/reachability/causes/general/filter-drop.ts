import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

/** A rule at any other place, such as brouting. */
export const filterDrop: Cause = {
  id: 'filter-drop',
  layer: 'netfilter',
  symptom: 'Time out.',
  confirm: 'The counter of the rule rises with every attempt.',
  more: 'https://man7.org/linux/man-pages/man8/nft.8.html',
  explain: ofRule((stopped, finding) => blameRule(finding, stopped)),
}
