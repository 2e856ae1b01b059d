"""What the board and elected members read: figures over schools, frozen when published, with everything small left out
so that no school can be recognised, even by subtraction between reports. Nouns: board report (a draft that the council
writes), published report, its origin (which schools stand behind each figure, for the head of service and the lead
alone), theme decision. Board members and their chair read what is published, and nothing before.
"""
