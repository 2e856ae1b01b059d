"""How much support each school gets, and why: the method as dated data, a draft each term, people's judgements on it,
and the level that four people agree. Its nouns: support model, term opening, assessment, finding, judgement, level
decision, agreement, intelligence, self-referral. The method is for every post; results are for the people of the school
and the council's team alone, and the database holds that too. A level says how much support a school gets, not how
good it is.
"""
