"""The script of the site: filters in place. Without it every row and every word is there."""

from __future__ import annotations

SITE_SCRIPT = """
(function(){
"use strict";
function plain(t){return t.normalize("NFD").replace(/[\\u0300-\\u036f]/g,"").toLowerCase();}
function el(tag,props){return Object.assign(document.createElement(tag),props||{});}
function field(text,control){var l=el("label",{textContent:text});l.append(control);return l;}
function apply(items,words,group,out,noun){
  var shown=0,terms=plain(words).split(/\\s+/).filter(Boolean);
  items.forEach(function(it){
    it.text=it.text||plain(it.node.textContent);
    var ok=terms.every(function(t){return it.text.includes(t);})&&(!group||it.group===group);
    it.node.hidden=!ok;if(ok)shown++;
  });
  out.textContent=shown+" of "+items.length+" "+noun;
}
document.querySelectorAll(".evisyn-table[data-filter]").forEach(function(box){
  var items=[],groups=[];
  box.querySelectorAll("tbody").forEach(function(body){
    var head=body.querySelector("tr.ev-group");
    var name=head?head.textContent.trim():"";
    if(name)groups.push(name);
    body.querySelectorAll("tr:not(.ev-group)").forEach(function(tr){
      items.push({node:tr,group:name,head:head});});
  });
  var bar=el("div",{className:"filter"}),input=el("input",{type:"search"});
  var pick=el("select"),out=el("output");
  pick.append(el("option",{value:"",textContent:"All"}));
  groups.forEach(function(g){pick.append(el("option",{value:g,textContent:g}));});
  bar.append(field("Rows that contain",input));
  if(groups.length>1)bar.append(field("Part of the table",pick));
  bar.append(out);
  function run(){
    apply(items,input.value,pick.value,out,"rows");
    items.forEach(function(it){if(it.head)it.head.hidden=true;});
    items.forEach(function(it){if(it.head&&!it.node.hidden)it.head.hidden=false;});
  }
  input.addEventListener("input",run);pick.addEventListener("change",run);run();
  box.querySelector(".ev-scroll").before(bar);
});
var list=document.querySelector("[data-search]");
if(list){
  var entries=[].map.call(document.querySelectorAll("[data-search] li"),function(li){
    return {node:li};});
  var q=document.getElementById("q"),said=document.getElementById("found");
  var look=function(){
    apply(entries,q.value,"",said,"entries");
    document.querySelectorAll("[data-search] section").forEach(function(s){
      s.hidden=!s.querySelector("li:not([hidden])");});
  };
  q.value=new URLSearchParams(location.search).get("q")||"";
  q.addEventListener("input",look);look();
}
document.addEventListener("keydown",function(e){
  var open=e.key==="Escape"&&e.target.closest&&e.target.closest("details[open]");
  if(open){open.open=false;open.querySelector("summary").focus();}
});
function reveal(){
  var id=decodeURIComponent(location.hash.slice(1)),at=id&&document.getElementById(id);
  for(var d=at&&at.closest("details");d;d=d.parentElement.closest("details"))d.open=true;
  if(at)at.scrollIntoView();
}
addEventListener("hashchange",reveal);reveal();
})();
""".strip()
"""Inline script; it asks for nothing, stores nothing and writes text only as text."""
