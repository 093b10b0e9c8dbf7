import { NFNL_SUBSYS_NFTABLES } from '../../nfnetlink.ts'

/**
 * The answer to a GET has the type of the NEW before it (enum nf_tables_msg_types). Never ask by GETOBJ_RESET 21, GETRULE_RESET 25
 * or GETSETELEM_RESET 33: they zero counters.
 */
export const typesOf = (answer: number): { readonly answer: number; readonly request: number } => ({
  answer: (NFNL_SUBSYS_NFTABLES << 8) | answer,
  request: (NFNL_SUBSYS_NFTABLES << 8) | (answer + 1),
})
