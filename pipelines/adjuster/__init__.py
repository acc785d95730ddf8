"""The adjuster: compares each target with the past days and the chances of the next ones, and proposes changes.

It only proposes. A target changes when the person accepts (`app.decide_proposal`).
"""
