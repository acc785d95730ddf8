"""The transform stage: a dbt project (models, macros, seeds, data tests) and the code that runs it as a stage.

raw becomes staging (views), core (facts and dimensions) and marts (what the report, the analyzer and the console read).
"""
