"""The adjuster: compares each target with what happened and what is expected, and proposes to ease or to tighten it.

It only proposes. A target changes when the person accepts (`app.decide_proposal`).
"""
