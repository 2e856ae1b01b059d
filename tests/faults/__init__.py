"""The house, broken on purpose. Each test has a control beside it that fails in the way the test looks for.

The parts that are killed one by one, and Ctrl-C, stand in `commonroom/engine/tests/test_supervisor.py`; imports killed
at random instants in `commonroom/imports/tests/test_faults.py`.
"""
